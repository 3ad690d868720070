using System.IO.Compression;
using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using ConceptHub.Web.Startup;

namespace ConceptHub.Web.Media;

/// <summary>Pictures as files that carry their settings, one by one or several in an archive.</summary>
internal static class PictureEndpoints
{
    /// <summary>So many ids fit into an address that every browser and proxy takes.</summary>
    public const int MostInArchive = 100;

    public static void MapPictureFiles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/media/pictures/{id:guid}.png", FileAsync);
        routes.MapGet("/media/pictures.zip", Archive).RequireAuthorization();
    }

    private static async Task<IResult> FileAsync(
        Guid id, HttpContext context, PictureDownloads downloads, BaseModelGate gate, EngineOptions engine, CancellationToken cancellation)
    {
        if (await downloads.FindAsync(id, Actor.From(context.User), Installed(gate, engine), cancellation) is not { } file) return Results.NotFound();
        context.Response.Headers.CacheControl = "no-store"; // what it says of concepts may change
        return Results.File(file.Png, "image/png", file.Name);
    }

    private static IResult Archive(string? ids, HttpContext context, PictureDownloads downloads, BaseModelGate gate, EngineOptions engine)
    {
        var asked = (ids ?? "").Split('!', StringSplitOptions.RemoveEmptyEntries).Select(text => Guid.TryParseExact(text, "N", out var id) ? id : Guid.Empty).Distinct().ToList();
        if (asked.Count is 0 or > MostInArchive || asked.Contains(Guid.Empty)) return Results.BadRequest();

        var (actor, installed, cancellation) = (Actor.From(context.User), Installed(gate, engine), context.RequestAborted);
        return ZipAnswer.Of(context, "concepthub-pictures.zip", WriteAsync);

        // One picture in memory at a time; one that is gone meanwhile is not in the archive.
        async Task WriteAsync(Stream body)
        {
            await using var archive = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellation);
            foreach (var id in asked)
            {
                if (await downloads.FindAsync(id, actor, installed, cancellation) is not { } file) continue;
                await using var entry = await archive.CreateEntry(file.Name, CompressionLevel.NoCompression).OpenAsync(cancellation);
                await entry.WriteAsync(file.Png, cancellation);
            }
        }
    }

    private static NamedModel? Installed(BaseModelGate gate, EngineOptions engine) => gate.Current is { } model ? new NamedModel(engine.Model, model.Installed.Hash) : null;
}
