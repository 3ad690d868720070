using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Takes pictures to draw over; each is seen by its owner alone.</summary>
public sealed class StartUploads(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, PictureUploads uploads, TimeProvider clock)
{
    /// <exception cref="StorageFullException">The disk is full; nothing of the file stays.</exception>
    public async Task<StartUploadResult> AddAsync(Actor actor, UploadedFile file, CancellationToken cancellation)
    {
        var read = await uploads.ReadAsync(file.Content, cancellation);
        return await read.Match(
            clean => KeepAsync(actor, clean, cancellation),
            refused => Task.FromResult<StartUploadResult>(new StartUploadResult.Refused(new FileProblem(file.Name, refused.Sentence))));
    }

    private async Task<StartUploadResult> KeepAsync(Actor actor, ReadPicture.Clean picture, CancellationToken cancellation)
    {
        var blob = await blobs.PutAsync(picture.Png, cancellation);
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (!await hub.StartUploads.AnyAsync(u => u.OwnerId == actor.Id && u.Blob == blob, cancellation))
        {
            hub.StartUploads.Add(new StartUpload { OwnerId = actor.Id, Blob = blob, CreatedAt = clock.GetUtcNow() });
            await hub.SaveChangesAsync(cancellation);
        }

        return new StartUploadResult.Kept(blob, picture.WidthPixels, picture.HeightPixels);
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
