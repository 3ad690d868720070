namespace ConceptHub.Web.Media;

/// <summary>Addresses of stored pictures. The endpoint decides who may see one.</summary>
public static class MediaAddress
{
    /// <summary><c>/media/{sha}.png</c> for a blob of the catalog.</summary>
    public static string Of(string blob) => $"media/{blob}.png";

    /// <summary>The file of a picture with its settings in it.</summary>
    public static string Download(Guid picture) => $"media/pictures/{picture}.png";

    /// <summary>Several such files in one archive, <see cref="PictureEndpoints.MostInArchive"/> at most.</summary>
    public static string Archive(IEnumerable<Guid> pictures) => $"media/pictures.zip?ids={string.Join('!', pictures.Select(id => id.ToString("N")))}";
}
