namespace ConceptHub.Web.Gallery;

/// <summary>The page of one picture, to be shared once the picture is public.</summary>
public static class PictureAddress
{
    public static string Of(Guid pictureId) => $"pictures/{pictureId}";

    /// <summary>Two pictures under one slider.</summary>
    public static string Comparison(Guid left, Guid right) => $"pictures/{left}/with/{right}";
}
