using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// Hands out concept numbers, each to one concept for ever. Numbers are claimed inside a write transaction by a conditional
/// update, so two askers never get the same one; a number whose adapter exists is never handed out again.
/// </summary>
public sealed class Reservations(IDbContextFactory<HubDbContext> hubs, TimeProvider clock, JobLimits limits)
{
    /// <summary>Concepts without a collection of their own: neighbours in time share a pool and so never collide.</summary>
    public const string Commons = "commons";

    /// <summary>The seed concepts, which are meant to be composed with each other.</summary>
    public const string Seeds = "seed";

    /// <summary>Reserves the lowest free number of the namespace's pools; the same key gets the same number again, with a fresh lease.</summary>
    public async Task<ReserveResult> ReserveAsync(InstalledModel model, string jobKey, string @namespace, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var now = clock.GetUtcNow();
        var number = await Slots.ClaimAsync(hub, new SlotWish(model, jobKey, @namespace, now, now + limits.ReservationLease), cancellation);
        await work.CommitAsync(cancellation);
        return number is { } claimed ? new ReserveResult.Reserved(claimed) : new ReserveResult.Full(model.Capacity);
    }

    /// <summary>Gives the number back unless an adapter was made with it.</summary>
    public async Task ReleaseAsync(string jobKey, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await Slots.ReleaseAsync(hub, jobKey, cancellation);
    }
}

/// <summary>Answer to a wish for a concept number.</summary>
public abstract record ReserveResult
{
    private ReserveResult() { }

    public sealed record Reserved(int ConceptNumber) : ReserveResult;

    /// <summary>All numbers of the codebook are held.</summary>
    public sealed record Full(int Capacity) : ReserveResult;

    public T Match<T>(Func<Reserved, T> reserved, Func<Full, T> full) => this switch
    {
        Reserved it => reserved(it),
        Full it => full(it),
        _ => throw new UnreachableException(),
    };
}
