using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <param name="Model">Whose codebook.</param>
/// <param name="JobKey">Makes asking twice harmless.</param>
/// <param name="Namespace">Whose pools.</param>
/// <param name="Now">Leases that ended before now are free.</param>
/// <param name="Until">When the new lease ends.</param>
internal sealed record SlotWish(InstalledModel Model, string JobKey, string Namespace, DateTimeOffset Now, DateTimeOffset Until)
{
    /// <summary>A concept that gets a new version, and so keeps the number that it holds.</summary>
    public Guid? VersionOf { get; init; }
}

/// <summary>The moves of a slot, each for use inside the caller's write transaction.</summary>
internal static class Slots
{
    /// <returns>The claimed number, or null when the codebook is full.</returns>
    public static async Task<int?> ClaimAsync(HubDbContext hub, SlotWish wish, CancellationToken cancellation)
    {
        var codebook = await CodebookAsync(hub, wish.Model, cancellation);
        if (wish.VersionOf is { } concept && await hub.Slots.Where(s => s.CodebookId == codebook && s.ConceptId == concept).Select(s => (int?)s.ConceptNumber).FirstOrDefaultAsync(cancellation) is { } own) return own;
        if (await RenewAsync(hub, codebook, wish, cancellation) is { } held) return held;

        while (true)
        {
            var open = await hub.Slots.AsNoTracking()
                .Where(s => s.CodebookId == codebook && s.Pool.Namespace == wish.Namespace)
                .Where(s => s.State == SlotState.Free || (s.State == SlotState.Reserved && s.LeaseUntil < wish.Now))
                .OrderBy(s => s.ConceptNumber)
                .FirstOrDefaultAsync(cancellation);
            if (open is null && !await OpenPoolAsync(hub, codebook, wish, cancellation)) return null;
            if (open is not null && await TakeAsync(hub, open, wish, cancellation)) return open.ConceptNumber;
        }
    }

    /// <summary>Holds exactly this number for a concept whose adapter already exists; false when somebody else has it.</summary>
    public static async Task<bool> HoldExactlyAsync(HubDbContext hub, InstalledModel model, int conceptNumber, Guid conceptId, CancellationToken cancellation)
    {
        var codebook = await OpenedAsync(hub, model, conceptNumber, Reservations.Seeds, cancellation);
        return await hub.Slots
            .Where(s => s.CodebookId == codebook && s.ConceptNumber == conceptNumber && s.State == SlotState.Free)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SlotState.Published).SetProperty(s => s.ConceptId, (Guid?)conceptId), cancellation) == 1;
    }

    /// <summary>Holds exactly this number for an adapter that was made elsewhere and waits to be published; false when it is not free.</summary>
    public static async Task<bool> HoldTrainedAsync(HubDbContext hub, SlotWish wish, int conceptNumber, CancellationToken cancellation)
    {
        var codebook = await OpenedAsync(hub, wish.Model, conceptNumber, wish.Namespace, cancellation);
        return await hub.Slots
            .Where(s => s.CodebookId == codebook && s.ConceptNumber == conceptNumber)
            .Where(s => s.State == SlotState.Free || (s.State == SlotState.Reserved && s.LeaseUntil < wish.Now))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SlotState.Trained)
                .SetProperty(s => s.JobKey, wish.JobKey).SetProperty(s => s.LeaseUntil, (DateTimeOffset?)null), cancellation) == 1;
    }

    /// <summary>Gives back the number of an adapter that was made elsewhere and never used here.</summary>
    public static Task ReturnAsync(HubDbContext hub, string jobKey, CancellationToken cancellation) =>
        hub.Slots.Where(s => s.JobKey == jobKey && s.State == SlotState.Trained)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SlotState.Free).SetProperty(s => s.JobKey, (string?)null), cancellation);

    public static Task RenewLeaseAsync(HubDbContext hub, string jobKey, DateTimeOffset until, CancellationToken cancellation) =>
        hub.Slots.Where(s => s.JobKey == jobKey && s.State == SlotState.Reserved)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.LeaseUntil, (DateTimeOffset?)until), cancellation);

    public static Task ReleaseAsync(HubDbContext hub, string jobKey, CancellationToken cancellation) =>
        hub.Slots.Where(s => s.JobKey == jobKey && s.State == SlotState.Reserved)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SlotState.Free)
                .SetProperty(s => s.JobKey, (string?)null).SetProperty(s => s.LeaseUntil, (DateTimeOffset?)null), cancellation);

    /// <summary>From now on an adapter exists: the number never becomes free again. False when it was lost meanwhile.</summary>
    public static async Task<bool> TrainedAsync(HubDbContext hub, string jobKey, int conceptNumber, CancellationToken cancellation) =>
        await hub.Slots.Where(s => s.JobKey == jobKey && s.ConceptNumber == conceptNumber && (s.State == SlotState.Reserved || s.State == SlotState.Trained))
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SlotState.Trained).SetProperty(s => s.LeaseUntil, (DateTimeOffset?)null), cancellation) == 1;

    public static async Task<bool> PublishedAsync(HubDbContext hub, string jobKey, Guid conceptId, CancellationToken cancellation) =>
        await hub.Slots.Where(s => s.JobKey == jobKey && s.State == SlotState.Trained)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SlotState.Published).SetProperty(s => s.ConceptId, (Guid?)conceptId), cancellation) == 1;

    /// <summary>Whether the number is this concept's own, be it retired with it.</summary>
    public static Task<bool> IsOfAsync(HubDbContext hub, Guid conceptId, int conceptNumber, CancellationToken cancellation) =>
        hub.Slots.AnyAsync(s => s.ConceptId == conceptId && s.ConceptNumber == conceptNumber, cancellation);

    /// <summary>The trained adapter was thrown away, or the concept deleted.</summary>
    public static Task RetireAsync(HubDbContext hub, string jobKey, CancellationToken cancellation) =>
        hub.Slots.Where(s => s.JobKey == jobKey && s.State == SlotState.Trained)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SlotState.Retired), cancellation);

    public static Task RetireConceptAsync(HubDbContext hub, Guid conceptId, CancellationToken cancellation) =>
        hub.Slots.Where(s => s.ConceptId == conceptId)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SlotState.Retired), cancellation);

    private static async Task<int?> RenewAsync(HubDbContext hub, int codebook, SlotWish wish, CancellationToken cancellation)
    {
        var held = await hub.Slots.AsNoTracking().FirstOrDefaultAsync(s => s.CodebookId == codebook && s.JobKey == wish.JobKey, cancellation);
        if (held is null) return null;
        await RenewLeaseAsync(hub, wish.JobKey, wish.Until, cancellation);
        return held.ConceptNumber;
    }

    private static async Task<bool> TakeAsync(HubDbContext hub, Slot open, SlotWish wish, CancellationToken cancellation) =>
        await hub.Slots.Where(s => s.Id == open.Id && s.State == open.State && s.LeaseUntil == open.LeaseUntil)
            .ExecuteUpdateAsync(set => set.SetProperty(s => s.State, SlotState.Reserved)
                .SetProperty(s => s.JobKey, wish.JobKey).SetProperty(s => s.LeaseUntil, (DateTimeOffset?)wish.Until), cancellation) == 1;

    private static async Task<int> CodebookAsync(HubDbContext hub, InstalledModel model, CancellationToken cancellation)
    {
        var entry = await hub.Codebooks.FirstOrDefaultAsync(
            c => c.BaseModelHash == model.Hash && c.PlanHash == model.PlanHash && c.Blocks == model.Blocks && c.Sites == model.Sites && c.Digits == model.Digits,
            cancellation);
        if (entry is not null) return entry.Id;

        entry = new CodebookEntry { BaseModelHash = model.Hash, PlanHash = model.PlanHash, Blocks = model.Blocks, Sites = model.Sites, Digits = model.Digits };
        hub.Codebooks.Add(entry);
        await hub.SaveChangesAsync(cancellation);
        return entry.Id;
    }

    /// <summary>The codebook, with the pool of this number opened.</summary>
    private static async Task<int> OpenedAsync(HubDbContext hub, InstalledModel model, int conceptNumber, string @namespace, CancellationToken cancellation)
    {
        var codebook = await CodebookAsync(hub, model, cancellation);
        var pool = conceptNumber / model.Blocks;
        if (!await hub.Pools.AnyAsync(p => p.CodebookId == codebook && p.Number == pool, cancellation))
            await AddPoolAsync(hub, model, NewPool(codebook, pool, @namespace), cancellation);
        return codebook;
    }

    private static async Task<bool> OpenPoolAsync(HubDbContext hub, int codebook, SlotWish wish, CancellationToken cancellation)
    {
        var opened = (await hub.Pools.Where(p => p.CodebookId == codebook).Select(p => p.Number).ToListAsync(cancellation)).ToHashSet();
        var lowest = Enumerable.Range(0, wish.Model.Pools).Where(number => !opened.Contains(number)).Select(number => (int?)number).FirstOrDefault();
        if (lowest is not { } number) return false;
        await AddPoolAsync(hub, wish.Model, NewPool(codebook, number, wish.Namespace), cancellation);
        return true;
    }

    private static Pool NewPool(int codebook, int number, string @namespace) =>
        new() { CodebookId = codebook, Number = number, Namespace = @namespace };

    private static Task AddPoolAsync(HubDbContext hub, InstalledModel model, Pool pool, CancellationToken cancellation)
    {
        for (var i = 0; i < model.Blocks; i++)
            pool.Slots.Add(new Slot { CodebookId = pool.CodebookId, ConceptNumber = (pool.Number * model.Blocks) + i });
        hub.Pools.Add(pool);
        return hub.SaveChangesAsync(cancellation);
    }
}
