using System.Security.Cryptography;
using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What moderators block from coming back: files, the numbers of adapters, pictures. Blocks are lifted, never deleted; each act is a line of the audit.</summary>
public sealed class ContentBlocks(IDbContextFactory<HubDbContext> hubs, PictureUploads uploads, PicturePrints prints, TimeProvider clock)
{
    public const int PageSize = 50, LongestNote = 1000, LongestTitle = 120;

    /// <returns>Null when the actor may not see them; a page beyond the end is empty.</returns>
    public async Task<PageOf<ContentBlockInfo>?> ListAsync(Actor actor, ContentBlockQuery query, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var text = $"%{query.Text.Trim().Replace("\\", "\\\\").Replace("%", "\\%").Replace("_", "\\_")}%";
        var found = hub.ContentBlocks.AsNoTracking().Where(b => (query.WithLifted || b.LiftedAt == null) && (query.Kind == null || b.Kind == query.Kind)
            && (EF.Functions.Like(b.Hash, text, "\\") || EF.Functions.Like(b.Title, text, "\\") || EF.Functions.Like(b.Ground, text, "\\") || EF.Functions.Like(b.Note, text, "\\")));
        var page = Math.Max(1, query.Page);
        var items = await Infos(hub, found.OrderByDescending(b => b.At).ThenByDescending(b => b.Id).Skip((page - 1) * PageSize).Take(PageSize)).ToListAsync(cancellation);
        return new PageOf<ContentBlockInfo>(items, await found.CountAsync(cancellation), page, PageSize);
    }

    /// <summary>From now on the same is refused, whoever brings it. What is on the hub already stays until somebody acts on it (<see cref="BlockMatches"/>).</summary>
    public async Task<AddBlockResult> AddAsync(Actor actor, ContentBlockDraft draft, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return new AddBlockResult.NotAllowed();
        var hash = draft.Hash.Trim().ToLowerInvariant();
        if (Problem(draft, hash) is { } problem) return new AddBlockResult.Refused(problem);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await hub.ContentBlocks.FirstOrDefaultAsync(b => b.Kind == draft.Kind && b.Hash == hash && b.LiftedAt == null, cancellation) is { } known) return new AddBlockResult.Already(known.Id);
        var block = new ContentBlock
        {
            Kind = draft.Kind,
            Hash = hash,
            Title = draft.Title.Trim() is var title && title.Length > LongestTitle ? title[..LongestTitle] : title,
            Code = draft.Grounds.Code,
            Ground = draft.Grounds.Sentence,
            Note = draft.Note.Trim(),
            ModeratorId = actor.Id,
            At = clock.GetUtcNow(),
        };
        hub.ContentBlocks.Add(block);
        hub.Audit.Add(AuditEntry.By(actor, block.At, "block content", $"Block {block.Id}", $"{block.Kind} {hash}. {block.Ground}{(block.Note.Length > 0 ? $" Note: {block.Note}" : "")}"));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new AddBlockResult.Added(block.Id);
    }

    /// <summary>The same may come again. What was taken down for it stays so until it is restored.</summary>
    public async Task<ActionResult> LiftAsync(Actor actor, Guid id, string reason, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return new ActionResult.NotAllowed();
        if (new Grounds(DecisionReason.Own, reason).Problem is not null) return new ActionResult.Refused($"Please say why it is lifted, in up to {Grounds.LongestText} characters.");

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await hub.ContentBlocks.FirstOrDefaultAsync(b => b.Id == id, cancellation) is not { } block) return new ActionResult.NotFound();
        if (block.LiftedAt is not null) return new ActionResult.Refused("It is lifted already.");
        (block.LiftedAt, block.LiftedReason) = (clock.GetUtcNow(), reason.Trim());
        hub.Audit.Add(AuditEntry.By(actor, clock.GetUtcNow(), "lift block", $"Block {id}", $"{block.Kind} {block.Hash}. {block.LiftedReason}"));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>What can be blocked of a concept (its adapters and what it shows) or of a picture.</summary>
    /// <returns>Null when there is no such item, or the actor may not see it.</returns>
    public async Task<BlockableItem?> OfItemAsync(Actor actor, ModerationTarget target, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var versions = await hub.ConceptVersions.AsNoTracking().Where(v => v.ConceptId == target.Id).OrderBy(v => v.Number).Select(v => new { v.Number, v.AdapterBlob, v.ValueHash }).ToListAsync(cancellation);
        var pictures = await hub.ConceptPictures.Where(p => p.ConceptId == target.Id).OrderBy(p => p.Role).ThenBy(p => p.Place).Select(p => p.Blob)
            .Concat(hub.Pictures.Where(p => p.Id == target.Id && p.Visibility == PictureVisibility.Public).Select(p => p.Blob)).ToListAsync(cancellation);
        if (versions.Count + pictures.Count == 0) return null;

        var title = (await ModerationItems.DescribeAsync(hub, [target.Id], cancellation)).FirstOrDefault(item => item.Target == target)?.Title ?? "";
        var seen = await prints.OfAsync(hub, [.. pictures.Distinct()], cancellation);
        return new BlockableItem(target, title,
        [
            .. versions.Select(v => new BlockableHash(ContentBlockKind.File, v.AdapterBlob, v.Number, null)),
            .. versions.Where(v => v.ValueHash is { Length: > 0 }).Select(v => new BlockableHash(ContentBlockKind.Numbers, v.ValueHash!, v.Number, null)),
            // A picture too plain to be known again can still be blocked as a file.
            .. pictures.Distinct().Select(blob => seen[blob] is { } print ? new BlockableHash(ContentBlockKind.Picture, print.ToString(), null, blob) : new BlockableHash(ContentBlockKind.File, blob, null, blob)),
        ]);
    }

    /// <summary>Of a file that a moderator has at hand, which is not kept.</summary>
    /// <param name="content">Seekable.</param>
    public async Task<HashResult> HashAsync(ContentBlockKind kind, Stream content, CancellationToken cancellation)
    {
        if (kind == ContentBlockKind.File) return new HashResult.Taken(Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation)));
        if (kind == ContentBlockKind.Picture)
        {
            var read = await uploads.ReadAsync(content, cancellation);
            return read.Match<HashResult>(
                clean => clean.Print is { } print ? new HashResult.Taken(print.ToString()) : new HashResult.Refused("The picture is too plain to be known again. Please block it as a file."),
                refused => new HashResult.Refused($"The file {refused.Sentence}"));
        }

        try
        {
            var values = await ContentHashes.ValuesAsync(content, cancellation);
            return values.Length > 0 ? new HashResult.Taken(values) : new HashResult.Refused("There is no tensor in it to compare. Please block it as a file.");
        }
        catch (InvalidSafetensorsException)
        {
            return new HashResult.Refused("It is no safetensors file. Please block it as a file.");
        }
    }

    internal static IQueryable<ContentBlockInfo> Infos(HubDbContext hub, IQueryable<ContentBlock> blocks) => blocks.Select(b => new ContentBlockInfo(
        b.Id, b.Kind, b.Hash, b.Title, b.Ground, b.Note, hub.Users.Where(m => m.Id == b.ModeratorId).Select(m => m.UserName).FirstOrDefault() ?? "", b.At, b.LiftedAt, b.LiftedReason));

    private static string? Problem(ContentBlockDraft draft, string hash) =>
        !Enum.IsDefined(draft.Kind) ? "Please choose what to block: a file, numbers or a picture."
        : !FileBlobStore.IsHash(hash) ? "Please give a hash of 64 hexadecimal digits, or choose a file."
        : draft.Grounds.Problem is { } problem ? problem.Replace("the owner", "uploaders", StringComparison.Ordinal)
        : draft.Note.Length > LongestNote ? $"The note has {draft.Note.Length} characters; {LongestNote} is the most."
        : null;
}
