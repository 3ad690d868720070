namespace ConceptHub.Web.Media;

/// <summary>Addresses of stored pictures. The endpoint decides who may see one.</summary>
public static class MediaAddress
{
    /// <summary><c>/media/{sha}.png</c> for a blob of the catalog.</summary>
    public static string Of(string blob) => $"media/{blob}.png";
}
