using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <param name="Name">With the seed, and a part of the picture's id: no two pictures of a member have the same.</param>
/// <param name="Png">The picture, with how it was made in its text chunks.</param>
public sealed record PictureDownload(string Name, byte[] Png);

/// <summary>A base model's name and SHA-256.</summary>
public sealed record NamedModel(string Name, string Hash);

/// <summary>
/// Pictures as files of their own, which carry their settings. The stored picture has none: its bytes are the same wherever it is shown,
/// and nothing leaves the hub that the page does not say.
/// </summary>
public sealed class PictureDownloads(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, Pictures pictures)
{
    /// <param name="id">The picture.</param>
    /// <param name="viewer">Gets what the gallery or a concept's page would show; null is everybody.</param>
    /// <param name="installed">Named in the file when the picture was drawn with it.</param>
    /// <returns>Null when there is none, or none for this viewer.</returns>
    public async Task<PictureDownload?> FindAsync(Guid id, Actor? viewer, NamedModel? installed, CancellationToken cancellation)
    {
        if (await pictures.FindAsync(id, viewer, cancellation) is not { } picture || !blobs.Contains(picture.Blob)) return null;

        using var bytes = new MemoryStream();
        await using (var stored = await blobs.OpenReadAsync(picture.Blob, cancellation)) await stored.CopyToAsync(bytes, cancellation);
        var record = await RecordAsync(picture, viewer, installed, cancellation);
        return new PictureDownload(Name(picture), PngText.With(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), record.Texts()));
    }

    private async Task<PictureRecord> RecordAsync(PictureInfo picture, Actor? viewer, NamedModel? installed, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var settings = picture.Settings;
        // Others learn that there was a start picture, as on the page, but not which.
        if (settings.Start is { } start && !await BlobAccess.MaySeeAsync(hub, start.Blob, viewer, cancellation)) settings = settings with { Start = start with { Blob = "" } };
        var order = await hub.Jobs.Where(job => job.Id == picture.JobId).Select(job => job.Order).FirstOrDefaultAsync(cancellation);
        var hash = (order as GenerationOrder)?.Model.Hash;
        var wanted = picture.Recipe.Select(entry => entry.ConceptId).ToArray();
        // As everybody sees them: a concept that was hidden since is not told about.
        var versions = await Concepts.VisibleTo(hub.Concepts, null).Where(concept => wanted.Contains(concept.Id))
            .SelectMany(concept => concept.Versions, (concept, version) => new { concept.Id, concept.Name, concept.Slug, concept.TriggerWord, version.Number, version.AdapterBlob })
            .ToListAsync(cancellation);
        return new PictureRecord
        {
            Model = hash is not null && hash == installed?.Hash ? installed.Name : null,
            ModelHash = hash,
            Settings = settings,
            Recipe =
            [
                .. from entry in picture.Recipe
                   let version = versions.Find(version => version.Id == entry.ConceptId && version.Number == entry.Version)
                   select new RecordedConcept(
                       entry.ConceptId, entry.Version, entry.Strength, entry.Enabled, version?.Name,
                       version is null ? null : ConceptFileName.Of(version.Slug, version.Number), version?.TriggerWord, version?.AdapterBlob, entry.Region),
            ],
        };
    }

    private static string Name(PictureInfo picture) =>
        string.Create(CultureInfo.InvariantCulture, $"concepthub-{picture.Settings.Seed}-{picture.Id.ToString("N")[^6..]}.png");
}

/// <summary>How the file of a concept is called.</summary>
public static class ConceptFileName
{
    /// <summary><c>ada-lark-v2</c>; the ending is the asker's.</summary>
    public static string Of(string slug, int version) => string.Create(CultureInfo.InvariantCulture, $"{slug}-v{version}");
}
