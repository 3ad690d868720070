using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A saved search in a list.</summary>
/// <param name="Query">Its first page.</param>
/// <param name="Tells">Whether the member hears of new concepts that it finds.</param>
public sealed record SavedSearchInfo(Guid Id, string Name, ConceptQuery Query, bool Tells);

/// <summary>A member's saved searches, each seen and changed by its owner alone.</summary>
public sealed class SavedSearches(IDbContextFactory<HubDbContext> hubs)
{
    /// <summary>Searches that one member may keep.</summary>
    public const int Most = 50;

    // What the words and filters of one may take together; the catalog's address holds less.
    private const int LongestQuery = 4000;
    private const string Suspended = "Your account is suspended; searches cannot be changed now.";

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<SavedSearchInfo>> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var searches = await hub.SavedSearches.Where(s => s.OwnerId == actor.Id).Select(s => new SavedSearchInfo(s.Id, s.Name, s.Query, s.Tells)).ToListAsync(cancellation);
        return [.. searches.OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <returns>Null when the actor has none of this id.</returns>
    public async Task<SavedSearchInfo?> FindAsync(Actor actor, Guid id, CancellationToken cancellation) =>
        (await MineAsync(actor, cancellation)).FirstOrDefault(search => search.Id == id);

    /// <param name="name">2 to 60 characters.</param>
    public async Task<ActionResult> SaveAsync(Actor actor, string name, ConceptQuery query, bool tells, CancellationToken cancellation)
    {
        if (query.Text.Length + query.Tags.Concat(query.BaseModels).Sum(word => word.Length) + query.FitsBeside.Count * Guid.Empty.ToString().Length > LongestQuery)
            return new ActionResult.Refused("This search has too many filters to be kept. Please take some out.");

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(Suspended);
        if (await NameProblemAsync(hub, actor, name, null, cancellation) is { } problem) return new ActionResult.Refused(problem);
        if (await hub.SavedSearches.CountAsync(s => s.OwnerId == actor.Id, cancellation) >= Most) return new ActionResult.Refused($"You keep {Most} searches, which is the most. Please delete one first.");

        hub.SavedSearches.Add(new SavedSearch
        {
            OwnerId = actor.Id,
            Name = name.Trim(),
            Query = query with { Text = query.Text.Trim(), Page = 1, IsUpToPage = false },
            Tells = tells,
            SeenRow = await SearchNews.NewestAsync(hub, cancellation),
        });
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>Who begins to listen hears of what is published from now on.</summary>
    public async Task<ActionResult> ChangeAsync(Actor actor, Guid id, string name, bool tells, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(Suspended);
        if (await hub.SavedSearches.FirstOrDefaultAsync(s => s.Id == id && s.OwnerId == actor.Id, cancellation) is not { } search) return new ActionResult.NotFound();
        if (await NameProblemAsync(hub, actor, name, id, cancellation) is { } problem) return new ActionResult.Refused(problem);

        if (tells && !search.Tells) search.SeenRow = await SearchNews.NewestAsync(hub, cancellation);
        (search.Name, search.Tells) = (name.Trim(), tells);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    public async Task<ActionResult> DeleteAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(Suspended);
        return await hub.SavedSearches.Where(s => s.Id == id && s.OwnerId == actor.Id).ExecuteDeleteAsync(cancellation) == 1 ? new ActionResult.Done() : new ActionResult.NotFound();
    }

    private static async Task<string?> NameProblemAsync(HubDbContext hub, Actor actor, string name, Guid? self, CancellationToken cancellation)
    {
        if (ConceptWords.NameProblem(name) is { } problem) return problem;
        var names = await hub.SavedSearches.Where(s => s.OwnerId == actor.Id && s.Id != self).Select(s => s.Name).ToListAsync(cancellation);
        return names.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase) ? $"You have a search “{name.Trim()}” already. Please choose another name." : null;
    }
}
