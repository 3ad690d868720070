using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Concepts, pictures, recipes, reviews, comments and collections as things that are reported, hidden and restored.</summary>
internal static class ModerationItems
{
    public static Task<bool> IsVisibleAsync(HubDbContext hub, Actor actor, ModerationTarget target, CancellationToken cancellation) => target.Kind switch
    {
        TargetKind.Concept => Concepts.VisibleTo(hub.Concepts, actor).AnyAsync(c => c.Id == target.Id, cancellation),
        TargetKind.Picture => Pictures.VisibleTo(hub.Pictures, actor).AnyAsync(p => p.Id == target.Id, cancellation),
        TargetKind.Recipe => Recipes.VisibleTo(hub.Recipes, actor).AnyAsync(r => r.Id == target.Id, cancellation),
        TargetKind.Review => Remarks.VisibleTo<Review>(hub, actor).AnyAsync(r => r.Id == target.Id, cancellation),
        TargetKind.Comment => Comments.VisibleTo(hub, actor).AnyAsync(c => c.Id == target.Id, cancellation),
        TargetKind.Collection => hub.Collections.VisibleTo(actor).AnyAsync(c => c.Id == target.Id, cancellation),
        TargetKind.Member => Task.FromResult(false),
    };

    /// <returns>How many items changed: 0 or 1.</returns>
    public static Task<int> HideAsync(HubDbContext hub, ModerationTarget target, string reason, CancellationToken cancellation) => target.Kind switch
    {
        TargetKind.Concept => hub.Concepts.Where(c => c.Id == target.Id && c.State != ConceptState.Deleted)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.State, ConceptState.Hidden).SetProperty(c => c.HiddenReason, reason), cancellation),
        TargetKind.Picture => hub.Pictures.Where(p => p.Id == target.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.HiddenReason, reason), cancellation),
        TargetKind.Recipe => hub.Recipes.Where(r => r.Id == target.Id && !r.IsDeleted).ExecuteUpdateAsync(set => set.SetProperty(r => r.HiddenReason, reason), cancellation),
        TargetKind.Review => ReviewAsync(hub, target.Id, reason, cancellation),
        TargetKind.Comment => Remarks.HideAsync(StandingComments(hub), target.Id, reason, cancellation),
        TargetKind.Collection => hub.Collections.Where(c => c.Id == target.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.HiddenReason, reason), cancellation),
        TargetKind.Member => Task.FromResult(0),
    };

    /// <returns>How many items changed: 0 or 1.</returns>
    public static Task<int> RestoreAsync(HubDbContext hub, ModerationTarget target, CancellationToken cancellation) => target.Kind switch
    {
        TargetKind.Concept => hub.Concepts.Where(c => c.Id == target.Id && c.State == ConceptState.Hidden)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.State, c => c.IsUnpublished ? ConceptState.Unpublished : ConceptState.Published).SetProperty(c => c.HiddenReason, (string?)null), cancellation),
        TargetKind.Picture => hub.Pictures.Where(p => p.Id == target.Id && p.HiddenReason != null).ExecuteUpdateAsync(set => set.SetProperty(p => p.HiddenReason, (string?)null), cancellation),
        TargetKind.Recipe => hub.Recipes.Where(r => r.Id == target.Id && r.HiddenReason != null).ExecuteUpdateAsync(set => set.SetProperty(r => r.HiddenReason, (string?)null), cancellation),
        TargetKind.Review => ReviewAsync(hub, target.Id, null, cancellation),
        TargetKind.Comment => Remarks.HideAsync(StandingComments(hub), target.Id, null, cancellation),
        TargetKind.Collection => hub.Collections.Where(c => c.Id == target.Id && c.HiddenReason != null).ExecuteUpdateAsync(set => set.SetProperty(c => c.HiddenReason, (string?)null), cancellation),
        TargetKind.Member => Task.FromResult(0),
    };

    public static async Task<IReadOnlyList<ReportedItem>> DescribeAsync(HubDbContext hub, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var concepts = await hub.Concepts.AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new
        {
            c.Id,
            c.Name,
            c.Slug,
            c.Kind,
            HiddenReason = c.State == ConceptState.Hidden ? c.HiddenReason : null,
            c.Owner.UserName,
            Blob = c.Pictures.Where(p => p.Role == ConceptPictureRole.Showcase).OrderBy(p => p.Place).Select(p => p.Blob).FirstOrDefault(),
        }).ToListAsync(cancellation);
        var pictures = await hub.Pictures.AsNoTracking().Where(p => ids.Contains(p.Id))
            .Select(p => new { p.Id, p.Settings, p.HiddenReason, p.Owner.UserName, p.Blob }).ToListAsync(cancellation);
        var recipes = await hub.Recipes.AsNoTracking().Where(r => ids.Contains(r.Id) && !r.IsDeleted)
            .Select(r => new { r.Id, r.Title, r.HiddenReason, r.Owner.UserName, Blob = r.Cover == null ? null : r.Cover.Blob }).ToListAsync(cancellation);
        var reviews = await Remarks.Standing<Review>(hub).Where(r => ids.Contains(r.Id))
            .Select(r => new { r.Id, r.Stars, r.Text, r.HiddenReason, r.Author.UserName, r.ConceptId, r.Concept.Slug, r.Concept.Name }).ToListAsync(cancellation);
        var comments = await StandingComments(hub).Where(c => ids.Contains(c.Id))
            .Select(c => new { c.Id, c.Text, c.HiddenReason, c.Author.UserName, c.ConceptId, c.Concept.Slug, c.Concept.Name }).ToListAsync(cancellation);
        var collections = await hub.Collections.Where(c => ids.Contains(c.Id)).Select(Collections.Card).ToListAsync(cancellation);

        ReportedItem[] items =
        [
            .. concepts.Select(c => new ReportedItem(new ModerationTarget(TargetKind.Concept, c.Id), c.Name, new ItemPage(c.Id, c.Slug), c.Blob, c.UserName ?? "", c.HiddenReason, []) { IsPerson = c.Kind == ConceptKind.Person }),
            .. pictures.Select(p => new ReportedItem(new ModerationTarget(TargetKind.Picture, p.Id), p.Settings.Prompt, null, p.Blob, p.UserName ?? "", p.HiddenReason, [])),
            .. recipes.Select(r => new ReportedItem(new ModerationTarget(TargetKind.Recipe, r.Id), r.Title, null, r.Blob, r.UserName ?? "", r.HiddenReason, [])),
            .. reviews.Select(r => new ReportedItem(new ModerationTarget(TargetKind.Review, r.Id), $"{r.Stars} of 5 for {r.Name}{(r.Text.Length > 0 ? ": " + r.Text : "")}", new ItemPage(r.ConceptId, r.Slug), null, r.UserName ?? "", r.HiddenReason, [])),
            .. comments.Select(c => new ReportedItem(new ModerationTarget(TargetKind.Comment, c.Id), $"On {c.Name}: {c.Text}", new ItemPage(c.ConceptId, c.Slug), null, c.UserName ?? "", c.HiddenReason, [])),
            .. collections.Select(c => new ReportedItem(new ModerationTarget(TargetKind.Collection, c.Id), c.Name, null, c.Cover, c.OwnerName, c.HiddenReason, [])),
        ];
        var names = items.Select(item => item.OwnerName).Distinct().ToArray();
        var owners = await hub.Users.Where(m => m.UserName != null && names.Contains(m.UserName)).ToDictionaryAsync(m => m.UserName!, m => m.Id, cancellation);
        return [.. items.Select(item => item with { OwnerId = owners.GetValueOrDefault(item.OwnerName) })];
    }

    /// <summary>Whose an item is; null when there is none.</summary>
    public static Task<Guid?> OwnerAsync(HubDbContext hub, ModerationTarget target, CancellationToken cancellation) => (target.Kind switch
    {
        TargetKind.Concept => hub.Concepts.Where(c => c.Id == target.Id).Select(c => (Guid?)c.OwnerId),
        TargetKind.Picture => hub.Pictures.Where(p => p.Id == target.Id).Select(p => (Guid?)p.OwnerId),
        TargetKind.Recipe => hub.Recipes.Where(r => r.Id == target.Id).Select(r => (Guid?)r.OwnerId),
        TargetKind.Review => hub.Reviews.Where(r => r.Id == target.Id).Select(r => (Guid?)r.AuthorId),
        TargetKind.Comment => hub.Comments.Where(c => c.Id == target.Id).Select(c => (Guid?)c.AuthorId),
        TargetKind.Collection => hub.Collections.Where(c => c.Id == target.Id).Select(c => (Guid?)c.OwnerId),
        TargetKind.Member => hub.Users.Where(m => m.Id == target.Id).Select(m => (Guid?)m.Id),
    }).FirstOrDefaultAsync(cancellation);

    /// <summary>Everything hidden now.</summary>
    public static IQueryable<Guid> Hidden(HubDbContext hub) => HiddenIds(hub, null);

    /// <summary>What of a member's is hidden now.</summary>
    public static IQueryable<Guid> HiddenOf(HubDbContext hub, Guid owner) => HiddenIds(hub, owner);

    private static IQueryable<Guid> HiddenIds(HubDbContext hub, Guid? owner) =>
        hub.Concepts.Where(c => c.State == ConceptState.Hidden && (owner == null || c.OwnerId == owner)).Select(c => c.Id)
            .Union(hub.Pictures.Where(p => p.HiddenReason != null && (owner == null || p.OwnerId == owner)).Select(p => p.Id))
            .Union(hub.Recipes.Where(r => r.HiddenReason != null && (owner == null || r.OwnerId == owner)).Select(r => r.Id))
            .Union(hub.Collections.Where(c => c.HiddenReason != null && (owner == null || c.OwnerId == owner)).Select(c => c.Id))
            .Union(hub.Reviews.Where(r => r.HiddenReason != null && (owner == null || r.AuthorId == owner)).Select(r => r.Id))
            .Union(hub.Comments.Where(c => c.HiddenReason != null && (owner == null || c.AuthorId == owner)).Select(c => c.Id));

    /// <summary>The same with what only moderators may read.</summary>
    public static async Task<IReadOnlyList<ReportedItem>> DescribeFullyAsync(HubDbContext hub, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var depictions = await Depictions.OfAsync(hub, ids, cancellation);
        return [.. (await DescribeAsync(hub, ids, cancellation)).Select(item => item with { Depictions = [.. depictions[item.Target.Id]] })];
    }

    private static IQueryable<Comment> StandingComments(HubDbContext hub) => Remarks.Standing<Comment>(hub).Where(c => c.DeletedAt == null);

    // Hidden stars do not count.
    private static async Task<int> ReviewAsync(HubDbContext hub, Guid id, string? reason, CancellationToken cancellation)
    {
        var changed = await Remarks.HideAsync(Remarks.Standing<Review>(hub), id, reason, cancellation);
        if (changed > 0) await Reviews.CountAsync(hub, await hub.Reviews.Where(r => r.Id == id).Select(r => r.ConceptId).SingleAsync(cancellation), cancellation);
        return changed;
    }
}
