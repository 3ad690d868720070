using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Asked at every way in, and again at every way into the public, whether something was blocked from coming back.</summary>
public sealed class BlockedContent(FileBlobStore blobs, PicturePrints prints)
{
    /// <summary>What somebody can do who is refused.</summary>
    internal const string Appeal = "If that is a mistake, please write to the operator of this hub.";

    /// <returns>What to say after the file's name, or null.</returns>
    internal static async Task<string?> ProblemAsync(HubDbContext hub, ReadPicture.Clean picture, CancellationToken cancellation)
    {
        if (!await AnyAsync(hub, cancellation)) return null;
        string[] hashes = [picture.Sha256, Convert.ToHexStringLower(SHA256.HashData(picture.Png))];
        var block = await hub.ContentBlocks.AsNoTracking().FirstOrDefaultAsync(b => b.LiftedAt == null && b.Kind == ContentBlockKind.File && hashes.Contains(b.Hash), cancellation);
        if (block is null && picture.Print is { } print) block = (await PicturesAsync(hub, cancellation)).Find(it => it.IsNear(print))?.Block;
        return block is null ? null : Sentence(block);
    }

    /// <summary>Of a safetensors file that is brought.</summary>
    /// <param name="content">Seekable; read to its end.</param>
    /// <returns>What to say after the file's name, or null.</returns>
    internal static async Task<string?> ProblemAsync(HubDbContext hub, Stream content, CancellationToken cancellation)
    {
        if (!await AnyAsync(hub, cancellation)) return null;
        content.Position = 0;
        var file = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        return await ProblemAsync(hub, file, await ContentHashes.ValuesAsync(content, cancellation), cancellation);
    }

    /// <summary>Of a stored adapter, LoRA or embedding.</summary>
    internal async Task<string?> FileProblemAsync(HubDbContext hub, string? blob, CancellationToken cancellation)
    {
        if (blob is null || !await AnyAsync(hub, cancellation)) return null;
        return await ProblemAsync(hub, blob, await ContentHashes.ValuesAsync(blobs, blob, cancellation), cancellation);
    }

    /// <summary>Those of stored pictures that are blocked, each with what to say after its name.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> PicturesAsync(HubDbContext hub, IEnumerable<string> pictures, CancellationToken cancellation)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!await AnyAsync(hub, cancellation)) return found;

        var asked = pictures.Distinct().ToArray();
        foreach (var block in await hub.ContentBlocks.AsNoTracking().Where(b => b.LiftedAt == null && b.Kind == ContentBlockKind.File && asked.Contains(b.Hash)).ToListAsync(cancellation)) found[block.Hash] = Sentence(block);
        var blocked = await PicturesAsync(hub, cancellation);
        if (blocked.Count == 0) return found;

        foreach (var (blob, print) in await prints.OfAsync(hub, asked, cancellation))
            if (print is { } it && blocked.Find(other => other.IsNear(it)) is { } match) found.TryAdd(blob, Sentence(match.Block));
        return found;
    }

    /// <summary>What keeps a draft from being trained, or what was trained from being published: each a whole sentence.</summary>
    internal async Task<IReadOnlyList<string>> ProblemsAsync(HubDbContext hub, AskedContent asked, CancellationToken cancellation)
    {
        if (!await AnyAsync(hub, cancellation)) return [];

        var (source, adapter, learned, shown) = asked;
        var problems = new List<string>();
        if (await FileProblemAsync(hub, adapter, cancellation) is { } made) problems.Add($"Its adapter {made}");
        if (await FileProblemAsync(hub, source?.Blob, cancellation) is { } brought) problems.Add($"{source!.FileName} {brought}");
        if (await FileProblemAsync(hub, source?.EmbeddingBlob, cancellation) is { } embedding) problems.Add($"The embedding of {source!.FileName} {embedding}");
        var blocked = await PicturesAsync(hub, learned.Concat(shown), cancellation);
        problems.AddRange(learned.Select((blob, place) => (blob, place)).Where(it => blocked.ContainsKey(it.blob)).Select(it => $"Training picture {it.place + 1} {blocked[it.blob]}"));
        problems.AddRange(shown.Select((blob, place) => (blob, place)).Where(it => blocked.ContainsKey(it.blob) && !learned.Contains(it.blob)).Select(it => $"Picture {it.place + 1} of those that are to be shown {blocked[it.blob]}"));
        return problems;
    }

    /// <summary>Those of a member's pictures that are blocked are private from now on, and the member is told; the caller saves.</summary>
    /// <returns>Those.</returns>
    internal async Task<IReadOnlyList<Picture>> KeepPrivateAsync(HubDbContext hub, IReadOnlyList<Picture> pictures, DateTimeOffset now, CancellationToken cancellation)
    {
        if (pictures.Count == 0) return [];
        var found = await PicturesAsync(hub, pictures.Select(picture => picture.Blob), cancellation);
        var kept = pictures.Where(picture => found.ContainsKey(picture.Blob)).ToList();
        foreach (var picture in kept) picture.Visibility = PictureVisibility.Private;
        hub.Notices.AddRange(kept.Select(picture => new Notice { MemberId = picture.OwnerId, Kind = NoticeKind.KeptPrivate, Title = picture.Settings.Prompt, Text = $"It {found[picture.Blob]}", CreatedAt = now }));
        return kept;
    }

    /// <summary>A sentence when a concept may not come into the catalog, or null.</summary>
    internal async Task<string?> ProblemAsync(HubDbContext hub, Guid conceptId, CancellationToken cancellation)
    {
        if (!await AnyAsync(hub, cancellation)) return null;
        var versions = await hub.ConceptVersions.AsNoTracking().Where(v => v.ConceptId == conceptId).OrderBy(v => v.Number).Select(v => new { v.Number, v.AdapterBlob, v.SourceValueHash }).ToListAsync(cancellation);
        foreach (var version in versions)
        {
            var problem = await FileProblemAsync(hub, version.AdapterBlob, cancellation) ?? await ProblemAsync(hub, version.AdapterBlob, version.SourceValueHash ?? "", cancellation);
            if (problem is not null) return $"Its version {version.Number} {problem}";
        }

        var shown = await hub.ConceptPictures.Where(p => p.ConceptId == conceptId).OrderBy(p => p.Role).ThenBy(p => p.Place).Select(p => p.Blob).ToListAsync(cancellation);
        var blocked = await PicturesAsync(hub, shown, cancellation);
        return shown.FindIndex(blocked.ContainsKey) is >= 0 and var place ? $"Picture {place + 1} that it shows {blocked[shown[place]]}" : null;
    }

    /// <summary>A sentence when a recipe may not be shown with its cover and its start picture, or null.</summary>
    internal async Task<string?> ProblemAsync(HubDbContext hub, RecipeVisibility visibility, Guid? coverId, string? startBlob, CancellationToken cancellation)
    {
        if (visibility == RecipeVisibility.Private || !await AnyAsync(hub, cancellation)) return null;
        var cover = await hub.Pictures.Where(p => p.Id == coverId).Select(p => p.Blob).FirstOrDefaultAsync(cancellation);
        var blocked = await PicturesAsync(hub, new[] { cover, startBlob }.OfType<string>(), cancellation);
        return cover is not null && blocked.TryGetValue(cover, out var ofCover) ? $"The cover {ofCover}"
            : startBlob is not null && blocked.TryGetValue(startBlob, out var ofStart) ? $"The start picture {ofStart}" : null;
    }

    /// <param name="problem">As it was answered for the file.</param>
    internal static FileRefusal Refusal(UploadedFile file, string problem) => new([$"{file.ShortName} {problem.Replace(Appeal, "", StringComparison.Ordinal).Trim()}"], Appeal);

    /// <summary>Active blocks of pictures with their prints.</summary>
    private static async Task<List<BlockedPicture>> PicturesAsync(HubDbContext hub, CancellationToken cancellation) =>
        [.. (await hub.ContentBlocks.AsNoTracking().Where(b => b.LiftedAt == null && b.Kind == ContentBlockKind.Picture).ToListAsync(cancellation))
            .Select(block => PicturePrint.Parse(block.Hash) is { } print ? new BlockedPicture(block, print) : null).OfType<BlockedPicture>()];

    private static async Task<string?> ProblemAsync(HubDbContext hub, string file, string values, CancellationToken cancellation)
    {
        var block = await hub.ContentBlocks.AsNoTracking().FirstOrDefaultAsync(b => b.LiftedAt == null && ((b.Kind == ContentBlockKind.File && b.Hash == file) || (b.Kind == ContentBlockKind.Numbers && b.Hash == values)), cancellation);
        return block is null ? null : Sentence(block);
    }

    // Where nothing is blocked, nothing is read or computed.
    private static Task<bool> AnyAsync(HubDbContext hub, CancellationToken cancellation) => hub.ContentBlocks.AnyAsync(b => b.LiftedAt == null, cancellation);

    private static string Sentence(ContentBlock block) => $"is blocked on this hub: {block.Ground} {Appeal}";

    /// <summary>What a concept would be made of.</summary>
    /// <param name="Source">The LoRA that it is learned from, or null.</param>
    /// <param name="Adapter">What was made of it; null before.</param>
    /// <param name="Learned">Pictures that it is learned from, in order.</param>
    /// <param name="Shown">Pictures that are to be shown, in order.</param>
    internal sealed record AskedContent(BroughtLora? Source, string? Adapter, IReadOnlyList<string> Learned, IReadOnlyList<string> Shown);

    private sealed record BlockedPicture(ContentBlock Block, PicturePrint Print)
    {
        public bool IsNear(PicturePrint other) => Print.IsNear(other);
    }
}
