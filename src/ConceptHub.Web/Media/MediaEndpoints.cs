using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;
using ConceptHub.Web.Rooms;
using Microsoft.Net.Http.Headers;

namespace ConceptHub.Web.Media;

/// <summary>Pictures and adapter files out of the blob store, for those who may see them.</summary>
public static class MediaEndpoints
{
    public static void MapHubMedia(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/media/{file}", PictureAsync);
        routes.MapGet("/concepts/{id:guid}/versions/{number:int}/adapter", AdapterAsync);
        routes.MapPictureFiles();
    }

    // The name is a hash, so what it names never changes; "private" keeps shared caches from serving it after it was hidden.
    private static async Task<IResult> PictureAsync(string file, HttpContext context, BlobAccess access, RoomPictures rooms, CancellationToken cancellation)
    {
        var viewer = Actor.From(context.User);
        if (!TryReadName(file, out var blob)) return Results.NotFound();
        if ((await access.OpenAsync(blob, viewer, cancellation) ?? await rooms.OpenAsync(blob, viewer, cancellation)) is not { } open) return Results.NotFound();
        if (!open.ContentType.StartsWith("image/", StringComparison.Ordinal))
        {
            await open.Content.DisposeAsync();
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "private, max-age=31536000, immutable";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.ContentDisposition = "inline";
        return Results.Stream(open.Content, open.ContentType, entityTag: new EntityTagHeaderValue($"\"{blob}\""), enableRangeProcessing: true);
    }

    private static async Task<IResult> AdapterAsync(
        Guid id, int number, HttpContext context, Catalog.Concepts concepts, FileBlobStore blobs, CancellationToken cancellation)
    {
        var concept = await concepts.FindAsync(id, Actor.From(context.User), cancellation);
        var version = concept?.Versions.FirstOrDefault(version => version.Number == number);
        if (version is null || !blobs.Contains(version.AdapterBlob)) return Results.NotFound();

        context.Response.Headers.CacheControl = "no-store"; // a takedown must reach everyone at once
        return Results.Stream(
            await blobs.OpenReadAsync(version.AdapterBlob, cancellation), "application/octet-stream",
            fileDownloadName: $"{ConceptFileName.Of(concept!.Card.Slug, number)}.safetensors",
            entityTag: new EntityTagHeaderValue($"\"{version.AdapterBlob}\""), enableRangeProcessing: true);
    }

    /// <summary>Takes the blob's hash out of <c>{sha256}.png</c> (or .jpg, .webp); anything else is no name of ours.</summary>
    public static bool TryReadName(string file, out string blob)
    {
        blob = Path.GetFileNameWithoutExtension(file);
        return Path.GetExtension(file) is ".png" or ".jpg" or ".webp" && blob.Length == 64 && blob.All(char.IsAsciiHexDigitLower);
    }
}
