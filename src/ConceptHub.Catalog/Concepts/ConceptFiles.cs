using System.Diagnostics;
using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>The adapter files of concepts: who may have one, and what is in it.</summary>
public sealed class ConceptFiles(IDbContextFactory<HubDbContext> hubs, Concepts concepts, FileBlobStore blobs)
{
    /// <summary>Opens a version's file for somebody to take away. Creators decide whether others may; moderators have to look at what is reported.</summary>
    /// <param name="isContinued">Whether this goes on with a download that was begun before: it is not counted again.</param>
    public async Task<OpenFileResult> OpenAsync(Guid conceptId, int number, Actor? viewer, CancellationToken cancellation, bool isContinued = false)
    {
        var concept = await concepts.FindAsync(conceptId, viewer, cancellation);
        var version = concept?.Versions.FirstOrDefault(version => version.Number == number);
        if (version is null || !blobs.Contains(version.AdapterBlob)) return new OpenFileResult.NotFound();
        if (!concept!.MayDownload(viewer)) return new OpenFileResult.NotAllowed(LicenceWords.Refusal(concept.Card.Name, HubUse.Download));
        if (!isContinued && !concept.MayEdit(viewer)) await CountAsync(conceptId, cancellation);
        return new OpenFileResult.Opened(await blobs.OpenReadAsync(version.AdapterBlob, cancellation), version.AdapterBlob, $"{ConceptFileName.Of(concept.Card.Slug, number)}.safetensors");
    }

    /// <summary>Reads a version's file for everybody who sees the concept: what it says and how large its numbers are, but not the numbers.</summary>
    /// <returns>Null when there is no such version, or none for this viewer.</returns>
    public async Task<ConceptFile?> InspectAsync(Guid conceptId, int number, Actor? viewer, CancellationToken cancellation)
    {
        var concept = await concepts.FindAsync(conceptId, viewer, cancellation);
        var version = concept?.Versions.FirstOrDefault(version => version.Number == number);
        return version is null ? null : new ConceptFile(concept!, version, await ContentsAsync(version.AdapterBlob, cancellation));
    }

    private async Task CountAsync(Guid conceptId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await hub.Concepts.Where(c => c.Id == conceptId).ExecuteUpdateAsync(set => set.SetProperty(c => c.Downloads, c => c.Downloads + 1), cancellation);
    }

    private async Task<FileContents?> ContentsAsync(string blob, CancellationToken cancellation)
    {
        if (!blobs.Contains(blob)) return null;
        await using var file = await blobs.OpenReadAsync(blob, cancellation);
        try
        {
            return await Task.Run(() => FileContents.Read(file), cancellation);
        }
        catch (InvalidSafetensorsException)
        {
            return null; // the page says that it cannot be read
        }
    }
}

/// <param name="Contents">Null when the file is lost or damaged.</param>
public sealed record ConceptFile(ConceptDetails Concept, ConceptVersionInfo Version, FileContents? Contents);

/// <summary>Answer to a wish for a file.</summary>
public abstract record OpenFileResult
{
    private OpenFileResult() { }

    /// <param name="Content">Seekable; the caller's to dispose.</param>
    public sealed record Opened(Stream Content, string Sha256, string FileName) : OpenFileResult;

    public sealed record NotAllowed(string Sentence) : OpenFileResult;

    public sealed record NotFound : OpenFileResult;

    public T Match<T>(Func<Opened, T> opened, Func<NotAllowed, T> notAllowed, Func<NotFound, T> notFound) => this switch
    {
        Opened it => opened(it),
        NotAllowed it => notAllowed(it),
        NotFound it => notFound(it),
        _ => throw new UnreachableException(),
    };
}
