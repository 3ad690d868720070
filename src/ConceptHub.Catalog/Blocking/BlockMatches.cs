using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What is on the hub already that a block fits, and acting on all of it at once.</summary>
public sealed class BlockMatches(IDbContextFactory<HubDbContext> hubs, Moderation moderation, ConceptActs acts)
{
    /// <summary>Items that are shown and acted on at once; the others come when these are gone.</summary>
    public const int Most = 100;

    /// <returns>Null when there is no such block, or the actor may not see it.</returns>
    public async Task<ContentBlockFile?> FindAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var block = await ContentBlocks.Infos(hub, hub.ContentBlocks.Where(b => b.Id == id)).FirstOrDefaultAsync(cancellation);
        if (block is null) return null;
        var uncompared = block.Kind switch
        {
            ContentBlockKind.Numbers => await hub.ConceptVersions.CountAsync(v => v.ValueHash == null, cancellation),
            ContentBlockKind.Picture => await PicturePrints.WithoutAsync(hub, cancellation),
            ContentBlockKind.File => 0,
        };
        return new ContentBlockFile(block, block.LiftedAt is null ? await MatchesAsync(hub, block, cancellation) : [], uncompared);
    }

    /// <summary>Hides every item that the block fits; a concept that only shows a blocked picture loses that picture. Each is an act of its own, of which its owner is told.</summary>
    /// <returns>Null when there is no such block, or the actor may not act on it.</returns>
    public async Task<TakeDownResult?> TakeDownAsync(Actor actor, Guid id, Grounds grounds, CancellationToken cancellation)
    {
        if (await FindAsync(actor, id, cancellation) is not { } file) return null;
        var (done, problems) = (0, new List<string>());
        foreach (var match in file.Matches.Where(match => match.Item.HiddenReason is null))
        {
            var result = match.Pictures.Count > 0
                ? await acts.RemovePicturesAsync(actor, match.Item.Target.Id, match.Pictures, grounds, cancellation)
                : await moderation.HideAsync(actor, match.Item.Target, grounds, cancellation);
            var problem = result.Match(_ => null, _ => "It is gone meanwhile.", _ => "You may not act on it.", refused => (string?)refused.Sentence);
            if (problem is null) done++;
            else problems.Add($"“{match.Item.Title}”: {problem}");
        }

        return new TakeDownResult(done, problems);
    }

    private static async Task<IReadOnlyList<BlockMatch>> MatchesAsync(HubDbContext hub, ContentBlockInfo block, CancellationToken cancellation)
    {
        var near = block.Kind switch
        {
            ContentBlockKind.File => new Dictionary<string, int?> { [block.Hash] = null },
            ContentBlockKind.Picture when PicturePrint.Parse(block.Hash) is { } print => await NearAsync(hub, print, cancellation),
            _ => [],
        };
        string[] blobs = [.. near.Keys];
        var adapters = await hub.ConceptVersions.Where(v => v.Concept.State != ConceptState.Deleted && (block.Kind == ContentBlockKind.File ? v.AdapterBlob == block.Hash : block.Kind == ContentBlockKind.Numbers && (v.ValueHash == block.Hash || v.SourceValueHash == block.Hash)))
            .Select(v => v.ConceptId).Distinct().Take(Most).ToListAsync(cancellation);
        var shown = await hub.ConceptPictures.Where(p => blobs.Contains(p.Blob) && hub.Concepts.Any(c => c.Id == p.ConceptId && c.State != ConceptState.Deleted))
            .Select(p => new { p.ConceptId, p.Id, p.Blob }).ToListAsync(cancellation);
        // What nobody but its owner sees is nobody else's to see here either; it is asked about when it is to be shown.
        var pictures = await hub.Pictures.Where(p => blobs.Contains(p.Blob) && p.Visibility == PictureVisibility.Public).Select(p => new { p.Id, p.Blob }).ToListAsync(cancellation);
        var recipes = await hub.Recipes.Where(r => !r.IsDeleted && r.Visibility != RecipeVisibility.Private && r.StartBlob != null && blobs.Contains(r.StartBlob)).Select(r => new { r.Id, Blob = r.StartBlob! }).ToListAsync(cancellation);

        List<(Guid Id, IReadOnlyList<Guid> Pictures, int? Distance)> found =
        [
            .. adapters.Select(id => (id, (IReadOnlyList<Guid>)[], (int?)null)),
            .. shown.Where(p => !adapters.Contains(p.ConceptId)).GroupBy(p => p.ConceptId).Select(of => (of.Key, (IReadOnlyList<Guid>)[.. of.Select(p => p.Id)], of.Min(p => near[p.Blob]))),
            .. pictures.Select(p => (p.Id, (IReadOnlyList<Guid>)[], near[p.Blob])),
            .. recipes.Select(r => (r.Id, (IReadOnlyList<Guid>)[], near[r.Blob])),
        ];
        var nearest = found.OrderBy(it => it.Distance).ThenBy(it => it.Id).Take(Most).ToList();
        var items = (await ModerationItems.DescribeAsync(hub, [.. nearest.Select(it => it.Id)], cancellation)).ToDictionary(item => item.Target.Id);
        return [.. nearest.Where(it => items.ContainsKey(it.Id)).Select(it => new BlockMatch(items[it.Id], it.Pictures, it.Distance))];
    }

    // Compared one by one: a million prints take about a second, and it is asked for seldom.
    private static async Task<Dictionary<string, int?>> NearAsync(HubDbContext hub, PicturePrint blocked, CancellationToken cancellation)
    {
        var near = new Dictionary<string, int?>(StringComparer.Ordinal);
        await foreach (var stored in hub.PicturePrints.AsNoTracking().Where(p => p.Print != "").AsAsyncEnumerable().WithCancellation(cancellation))
            if (PicturePrint.Parse(stored.Print) is { } print && blocked.IsNear(print)) near[stored.Blob] = Math.Min(blocked.DistanceTo(print), blocked.Mirrored.DistanceTo(print));
        return near;
    }
}
