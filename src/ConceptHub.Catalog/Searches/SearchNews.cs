using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// Tells members of new concepts that their saved searches find: at the first one, and then at most once a day of all that came since.
/// A search is only asked when something was published since it was last asked, and then looks at the new concepts alone; a round asks
/// no more than a few hundred, those that wait longest first. So the cost grows with what is published, not with the catalog.
/// </summary>
public sealed class SearchNews(IDbContextFactory<HubDbContext> hubs, ConceptSearch search, TimeProvider clock)
{
    private const int MostInRound = 200;
    private static readonly TimeSpan Quiet = TimeSpan.FromDays(1);

    /// <returns>How many notices were written.</returns>
    public async Task<int> TellAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var newest = await NewestAsync(hub, cancellation);
        DateTimeOffset? rested = clock.GetUtcNow() - Quiet;
        var due = await hub.SavedSearches.AsNoTracking().Where(s => s.Tells && s.SeenRow < newest && (s.ToldAt == null || s.ToldAt <= rested))
            .OrderBy(s => s.SeenRow).ThenBy(s => s.Id).Take(MostInRound).ToListAsync(cancellation);
        var (told, without) = (0, new List<Guid>());
        foreach (var saved in due)
        {
            var count = await search.CountAsync(saved.Query, new NewRows(saved.SeenRow, newest, saved.OwnerId), cancellation);
            if (count == 0) without.Add(saved.Id);
            else if (await TellAsync(hub, saved, count, newest, cancellation)) told++;
        }

        await hub.SavedSearches.Where(s => without.Contains(s.Id) && s.SeenRow < newest).ExecuteUpdateAsync(set => set.SetProperty(s => s.SeenRow, newest), cancellation);
        return told;
    }

    internal static async Task<long> NewestAsync(HubDbContext hub, CancellationToken cancellation) => await hub.Concepts.MaxAsync(c => (long?)c.Row, cancellation) ?? 0;

    // False when it was changed or deleted meanwhile, or another server was quicker.
    private async Task<bool> TellAsync(HubDbContext hub, SavedSearch saved, int count, long newest, CancellationToken cancellation)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var changed = await hub.SavedSearches.Where(s => s.Id == saved.Id && s.Tells && s.SeenRow == saved.SeenRow)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.SeenRow, newest).SetProperty(s => s.ToldAt, now), cancellation);
        if (changed == 0) return false;

        hub.Notices.Add(new Notice { MemberId = saved.OwnerId, Kind = NoticeKind.SearchFound, SearchId = saved.Id, Count = count, Title = saved.Name, CreatedAt = now.Value });
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return true;
    }
}
