using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// Has the concepts of recipes made quiet on each other, once for each set of versions: strengths, places, order and switches do not
/// matter, so that a recipe can be played with. What came of it is used by every picture whose settings say so.
/// </summary>
public sealed class Settlings(IDbContextFactory<HubDbContext> hubs, TimeProvider clock, JobLimits limits)
{
    /// <summary>Concepts that one job settles: time and memory grow with them.</summary>
    public const int Most = 20;

    private const int LongestTitle = 120;

    public async Task<SubmitResult> SubmitAsync(Actor actor, InstalledModel model, IReadOnlyList<RecipeEntry> recipe, CancellationToken cancellation)
    {
        if (recipe.Count is < 2 or > Most) return new SubmitResult.Refused([$"2 to {Most} concepts can be made quiet on each other; this recipe has {recipe.Count}."]);
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await FindAsync(hub, model, recipe, cancellation) is not null) return new SubmitResult.Refused(["These concepts are quiet on each other already."]);
        var resolved = await Composer.ResolveAsync(hub, model, recipe, actor, cancellation);
        if (resolved.Problems.Count > 0) return new SubmitResult.Refused([.. resolved.Problems.Select(problem => problem.Sentence)]);
        if (await RunningAsync(hub, actor, KeyOf(model, recipe), cancellation) is not null) return new SubmitResult.Refused(["These concepts are being made quiet on each other already."]);
        if (await JobDesk.RefusalAsync(hub, actor, JobKind.Settle, limits, cancellation) is { } refusal) return refusal;

        var names = string.Join(", ", resolved.Parts.Select(part => part.Name));
        // In an order of their own: the same concepts come out the same, however the recipe lists them.
        var order = new SettleOrder { Model = model, Recipe = recipe, Parts = [.. resolved.Parts.OrderBy(part => part.VersionId)] };
        var job = new Job { OwnerId = actor.Id, Kind = JobKind.Settle, Title = names.Length <= LongestTitle ? names : names[..(LongestTitle - 1)] + "…", Order = order, CreatedAt = clock.GetUtcNow() };
        hub.Jobs.Add(job);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new SubmitResult.Queued(job.Id);
    }

    public async Task<SettlingStatus> StatusAsync(Actor actor, InstalledModel model, IReadOnlyList<RecipeEntry> recipe, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var settling = await FindAsync(hub, model, recipe, cancellation);
        return new SettlingStatus(settling is null ? null : new SettlingGain(settling.Before, settling.After), await RunningAsync(hub, actor, KeyOf(model, recipe), cancellation));
    }

    /// <summary>Blobs of the adapters that are quiet on each other, by their concepts; none when nobody settled these concepts yet.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> AdaptersAsync(InstalledModel model, IReadOnlyList<RecipeEntry> recipe, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return Blobs(await FindAsync(hub, model, recipe, cancellation));
    }

    /// <summary>The recipe's parts with the adapters that are quiet on each other.</summary>
    /// <returns>Null when nobody settled these concepts yet.</returns>
    internal static async Task<IReadOnlyList<ResolvedEntry>?> QuietAsync(HubDbContext hub, InstalledModel model, IReadOnlyList<RecipeEntry> recipe, IReadOnlyList<ResolvedEntry> parts, CancellationToken cancellation)
    {
        if (await FindAsync(hub, model, recipe, cancellation) is not { } settling) return null;
        var blobs = Blobs(settling);
        return [.. parts.Select(part => part with { AdapterBlob = blobs[part.ConceptId] })];
    }

    /// <summary>Keeps what a job made; a second job for the same concepts made the same.</summary>
    internal static async Task KeepAsync(HubDbContext hub, SettleOrder order, RecipeSettled settled, DateTimeOffset now, CancellationToken cancellation)
    {
        var key = KeyOf(order.Model, order.Recipe);
        if (await hub.Settlings.AnyAsync(s => s.Key == key, cancellation)) return;
        var parts = settled.Adapters.Select(made => new SettledPart { ConceptId = made.ConceptId, AdapterBlob = made.Blob }).ToList();
        hub.Settlings.Add(new Settling { Key = key, Before = settled.Gain.Before, After = settled.Gain.After, CreatedAt = now, Parts = parts });
        await hub.SaveChangesAsync(cancellation);
    }

    /// <summary>SHA-256 over the base model and the versions.</summary>
    internal static string KeyOf(InstalledModel model, IReadOnlyList<RecipeEntry> recipe)
    {
        var versions = recipe.Select(entry => $"{entry.ConceptId:N}/{entry.Version}").Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [model.Hash, model.PlanHash, .. versions]))));
    }

    private static Dictionary<Guid, string> Blobs(Settling? settling) => settling?.Parts.ToDictionary(part => part.ConceptId, part => part.AdapterBlob) ?? [];

    private static Task<Settling?> FindAsync(HubDbContext hub, InstalledModel model, IReadOnlyList<RecipeEntry> recipe, CancellationToken cancellation)
    {
        var key = KeyOf(model, recipe);
        return hub.Settlings.AsNoTracking().Include(s => s.Parts).FirstOrDefaultAsync(s => s.Key == key, cancellation);
    }

    private static async Task<Guid?> RunningAsync(HubDbContext hub, Actor actor, string key, CancellationToken cancellation)
    {
        var open = await hub.Jobs.AsNoTracking().Where(j => j.OwnerId == actor.Id && j.Kind == JobKind.Settle && (j.State == JobState.Queued || j.State == JobState.Running)).ToListAsync(cancellation);
        return open.Find(job => job.Order is SettleOrder order && KeyOf(order.Model, order.Recipe) == key)?.Id;
    }
}
