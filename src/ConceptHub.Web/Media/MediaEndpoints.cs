using ConceptHub.Catalog;
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

    // The name is a hash, so what it names never changes: a browser that has it is answered 304. It asks each time all the same, or it
    // would go on showing what was hidden meanwhile.
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
        headers.CacheControl = "private, no-cache";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.ContentDisposition = "inline";
        return Results.Stream(open.Content, open.ContentType, entityTag: new EntityTagHeaderValue($"\"{blob}\""), enableRangeProcessing: true);
    }

    private static async Task<IResult> AdapterAsync(Guid id, int number, HttpContext context, ConceptFiles files, CancellationToken cancellation)
    {
        // Programs that fetch in pieces, or go on after a break, ask for one file many times.
        var isContinued = context.Request.GetTypedHeaders().Range is { } range && range.Ranges.All(piece => piece.From is not 0);
        var result = await files.OpenAsync(id, number, Actor.From(context.User), cancellation, isContinued);
        context.Response.Headers.CacheControl = "no-store"; // a takedown must reach everyone at once
        return result.Match<IResult>(
            opened => Results.Stream(opened.Content, "application/octet-stream", opened.FileName, entityTag: new EntityTagHeaderValue($"\"{opened.Sha256}\""), enableRangeProcessing: true),
            notAllowed => Results.Problem(notAllowed.Sentence, statusCode: StatusCodes.Status403Forbidden, title: MediaTexts.CannotDownload),
            notFound => Results.NotFound());
    }

    /// <summary>Takes the blob's hash out of <c>{sha256}.png</c> (or .jpg, .webp); anything else is no name of ours.</summary>
    public static bool TryReadName(string file, out string blob)
    {
        blob = Path.GetFileNameWithoutExtension(file);
        return Path.GetExtension(file) is ".png" or ".jpg" or ".webp" && blob.Length == 64 && blob.All(char.IsAsciiHexDigitLower);
    }
}
