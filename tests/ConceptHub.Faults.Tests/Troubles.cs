using ConceptHub.Catalog;
using ConceptHub.Web.Tests.Live;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Faults.Tests;

/// <summary>What goes wrong around a living site.</summary>
internal static class Troubles
{
    private static readonly TimeSpan Fault = TimeSpan.FromMilliseconds(15), BetweenFaults = TimeSpan.FromMilliseconds(300), Held = TimeSpan.FromMilliseconds(700);

    public static Task Begin(IServiceProvider services, SitePlan plan, CancellationToken over) => Task.WhenAll(
        plan.Trouble.HasFlag(Trouble.Device) ? BreakAsync(services.GetRequiredService<HandDevice>(), over) : Task.CompletedTask,
        plan.Trouble.HasFlag(Trouble.Lock) ? LockAsync(services.GetRequiredService<HubHome>().DatabaseFile, over) : Task.CompletedTask);

    private static async Task BreakAsync(HandDevice device, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            device.Fault = new InvalidOperationException("The device is out of order.");
            await Task.Delay(Fault, CancellationToken.None);
            device.Fault = null;
            await Task.Delay(BetweenFaults, CancellationToken.None);
        }
    }

    private static async Task LockAsync(string database, CancellationToken over)
    {
        await using var connection = new SqliteConnection($"Data Source={database};Pooling=False;Default Timeout=30");
        await connection.OpenAsync(CancellationToken.None);
        while (!over.IsCancellationRequested)
        {
            await using (var hold = connection.BeginTransaction()) await Task.Delay(Held, CancellationToken.None);
            await Task.Delay(Held / 4, CancellationToken.None);
        }
    }
}

/// <summary>An hour back, right, or an hour ahead, for a fifth of a second at a time.</summary>
internal sealed class JumpingClock(int seed) : TimeProvider
{
    private static readonly TimeSpan Stay = TimeSpan.FromMilliseconds(200);

    public override DateTimeOffset GetUtcNow()
    {
        var now = base.GetUtcNow();
        return now + TimeSpan.FromHours(new Random(HashOf(now.Ticks / Stay.Ticks)).Next(-1, 2));
    }

    private int HashOf(long place) => unchecked((int)(place * 31 + seed));
}
