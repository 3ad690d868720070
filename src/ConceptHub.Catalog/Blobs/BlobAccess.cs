using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A blob that may be sent. The stream is the caller's to dispose.</summary>
/// <param name="Content">The bytes, seekable.</param>
/// <param name="ContentType">From the bytes, never from a name: a picture type or <c>application/octet-stream</c>.</param>
/// <param name="IsPublic">Everybody may have it, so shared caches may keep it.</param>
public sealed record OpenBlob(Stream Content, string ContentType, bool IsPublic);

/// <summary>Who may fetch which blob: one sees a blob when one may see something that shows it. Adapters are not shown: <see cref="ConceptFiles"/> hands them out.</summary>
public sealed class BlobAccess(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs)
{
    /// <returns>Null when there is no such blob, or none for this viewer.</returns>
    public async Task<OpenBlob?> OpenAsync(string sha256, Actor? viewer, CancellationToken cancellation)
    {
        if (!FileBlobStore.IsHash(sha256) || !blobs.Contains(sha256)) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var isPublic = await MaySeeAsync(hub, sha256, null, cancellation);
        if (!isPublic && (viewer is null || !await MaySeeAsync(hub, sha256, viewer, cancellation))) return null;

        var content = await blobs.OpenReadAsync(sha256, cancellation);
        return new OpenBlob(content, await ContentTypeAsync(content, cancellation), isPublic);
    }

    /// <summary>Whether the viewer (null: anybody) may see something that shows the blob.</summary>
    internal static async Task<bool> MaySeeAsync(HubDbContext hub, string blob, Actor? viewer, CancellationToken cancellation)
    {
        var concepts = Concepts.VisibleTo(hub.Concepts, viewer);
        if (await hub.ConceptPictures.AnyAsync(p => p.Blob == blob && concepts.Any(c => c.Id == p.ConceptId), cancellation)) return true;
        if (await hub.KeptPictures.AnyAsync(p => (p.AloneBlob == blob || p.MergedBlob == blob) && concepts.Any(c => c.Versions.Any(v => v.Id == p.VersionId)), cancellation)) return true;
        if (await Pictures.VisibleTo(hub.Pictures, viewer).AnyAsync(p => p.Blob == blob, cancellation)) return true;
        if (await IsOfRecipeAsync(hub, blob, viewer, cancellation)) return true;
        if (viewer is null) return false;

        return await hub.JobSamples.AnyAsync(s => s.Blob == blob && hub.Jobs.Any(j => j.Id == s.JobId && j.OwnerId == viewer.Id), cancellation)
            || await hub.StartUploads.AnyAsync(u => u.Blob == blob && u.OwnerId == viewer.Id, cancellation)
            || await hub.DraftPictures.AnyAsync(p => p.Blob == blob && hub.Drafts.Any(d => d.Id == p.DraftId && d.OwnerId == viewer.Id), cancellation);
    }

    // A cover and a start picture are seen with their recipe, unless a moderator hides the picture itself. Each question has an index.
    private static async Task<bool> IsOfRecipeAsync(HubDbContext hub, string blob, Actor? viewer, CancellationToken cancellation)
    {
        var recipes = Recipes.VisibleTo(hub.Recipes, viewer);
        var pictures = hub.Pictures.Where(p => p.Blob == blob);
        if (await pictures.AnyAsync(p => p.HiddenReason != null, cancellation)) return false;
        return await pictures.AnyAsync(p => recipes.Any(r => r.CoverId == p.Id), cancellation) || await recipes.AnyAsync(r => r.StartBlob == blob, cancellation);
    }

    private static async Task<string> ContentTypeAsync(Stream content, CancellationToken cancellation)
    {
        var head = new byte[16];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation);
        content.Position = 0;
        return PictureHeader.FormatOf(head.AsSpan(0, length)) switch
        {
            PictureFormat.Png => "image/png",
            PictureFormat.Jpeg => "image/jpeg",
            PictureFormat.Webp => "image/webp",
            PictureFormat.Other => "application/octet-stream",
        };
    }
}
