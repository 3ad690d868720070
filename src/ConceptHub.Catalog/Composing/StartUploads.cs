using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Takes pictures to draw over; each is seen by its owner and by those it was lent to.</summary>
public sealed class StartUploads(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, PictureUploads uploads, StorageQuotas storage, TimeProvider clock)
{
    /// <exception cref="StorageFullException">The disk is full; nothing of the file stays.</exception>
    public async Task<StartUploadResult> AddAsync(Actor actor, UploadedFile file, CancellationToken cancellation)
    {
        var read = await uploads.ReadAsync(file.Content, cancellation);
        return await read.Match(
            clean => KeepAsync(actor, file, clean, cancellation),
            refused => Task.FromResult<StartUploadResult>(new StartUploadResult.Refused(new FileProblem(file.Name, refused.Sentence))));
    }

    /// <summary>Lets another member draw over a picture for good, so that what they draw can be made again. Nothing happens when the lender may not see it.</summary>
    public async Task LendAsync(Actor lender, string blob, Actor to, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (await BlobAccess.MaySeeAsync(hub, blob, to, cancellation) || !await BlobAccess.MaySeeAsync(hub, blob, lender, cancellation)) return;
        await AddAsync(hub, to, blob, cancellation);
    }

    private async Task<StartUploadResult> KeepAsync(Actor actor, UploadedFile file, ReadPicture.Clean picture, CancellationToken cancellation)
    {
        using var claim = storage.Begin(actor);
        if (await claim.RefusalAsync(picture.Png.Length, cancellation) is { } full) return new StartUploadResult.Refused(new FileProblem(file.Name, full.FileProblem));
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (await BlockedContent.ProblemAsync(hub, picture, cancellation) is { } blocked) return new StartUploadResult.Refused(new FileProblem(file.Name, blocked));
        var blob = await blobs.PutAsync(picture.Png, cancellation);
        await AddAsync(hub, actor, blob, cancellation);
        return new StartUploadResult.Kept(blob, picture.WidthPixels, picture.HeightPixels);
    }

    private async Task AddAsync(HubDbContext hub, Actor actor, string blob, CancellationToken cancellation)
    {
        if (await hub.StartUploads.AnyAsync(u => u.OwnerId == actor.Id && u.Blob == blob, cancellation)) return;
        hub.StartUploads.Add(new StartUpload { OwnerId = actor.Id, Blob = blob, CreatedAt = clock.GetUtcNow() });
        await hub.SaveChangesAsync(cancellation);
    }
}

/// <summary>Answer to the upload of a picture to draw over.</summary>
public abstract record StartUploadResult
{
    private StartUploadResult() { }

    /// <param name="Blob">Re-encoded, upright, without metadata.</param>
    /// <param name="WidthPixels">Width as stored.</param>
    /// <param name="HeightPixels">Height as stored.</param>
    public sealed record Kept(string Blob, int WidthPixels, int HeightPixels) : StartUploadResult;

    /// <summary>Nothing of the file is stored.</summary>
    public sealed record Refused(FileProblem Problem) : StartUploadResult;

    public T Match<T>(Func<Kept, T> kept, Func<Refused, T> refused) => this switch
    {
        Kept it => kept(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
