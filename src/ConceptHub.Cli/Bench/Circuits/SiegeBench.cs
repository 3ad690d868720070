using System.Diagnostics;
using System.Net;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>
/// What the limits of a site are worth: one address does all that costs the site something (<see cref="Siege"/>), while somebody at
/// another one looks at pages. Visits begin by the clock and are counted from then, whenever the site gets to them.
/// </summary>
internal sealed class SiegeBench(BenchSite site, CancellationToken cancellation)
{
    private const int WarmUpVisits = 40;
    private static readonly TimeSpan BetweenVisits = TimeSpan.FromMilliseconds(500), Aftermath = TimeSpan.FromMinutes(1);

    /// <summary>The limits as a site has them by itself, which other benches raise.</summary>
    public static Dictionary<string, string> UsualLimits { get; } = new() { ["Hub__Limits__sign-in"] = "10", ["Hub__Connections__OfMember"] = "16", ["Hub__Connections__All"] = "5000" };

    /// <param name="each">How long it is looked without and with the siege.</param>
    public async Task<IReadOnlyList<Measure>> MeasureAsync(TimeSpan each)
    {
        using var honest = new HttpClient { BaseAddress = site.Address, Timeout = TimeSpan.FromMinutes(1) };
        for (var i = 0; i < WarmUpVisits; i++) await VisitAsync(honest, i, Stopwatch.GetTimestamp());
        var quiet = await VisitsAsync(honest, each);
        var before = site.Memory;

        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var siege = new Siege(site.Address, IPAddress.Parse("127.0.0.2"));
        var laid = siege.LayAsync(end.Token);
        var busy = await VisitsAsync(honest, each);
        var under = site.Memory;
        await end.CancelAsync();
        await laid;
        await Task.Delay(Aftermath, cancellation);

        return
        [
            .. quiet.Measures("siege.quiet"), .. busy.Measures("siege.honest"),
            Measure.AtMost("siege.honest.p99", busy.At(0.99), "ms", 500),
            Measure.AtMost("siege.honest.failed", busy.Failed, "", 0),
            .. siege.Measures(),
            new("siege.memory.before", Mebibytes(before), "MiB"), new("siege.memory.under", Mebibytes(under), "MiB"),
            Measure.AtMost("siege.memory.after", site.Memory / (double)before, "× before", 1.1),
            Measure.AtMost("siege.errors_logged", site.Faults, "", 0),
        ];
    }

    private static double Mebibytes(long bytes) => bytes / (double)(1 << 20);

    private async Task<Visits> VisitsAsync(HttpClient honest, TimeSpan lasting)
    {
        var (began, going) = (Stopwatch.GetTimestamp(), new List<Task<double?>>());
        for (var i = 0; i * BetweenVisits < lasting; i++)
        {
            var due = i * BetweenVisits - Stopwatch.GetElapsedTime(began);
            if (due > TimeSpan.Zero) await Task.Delay(due, cancellation);
            going.Add(VisitAsync(honest, i, began + (long)(i * BetweenVisits.TotalSeconds * Stopwatch.Frequency)));
        }

        return new Visits(await Task.WhenAll(going));
    }

    /// <returns>Milliseconds since the visit was due; null where it was not answered with the page.</returns>
    private async Task<double?> VisitAsync(HttpClient honest, int number, long due)
    {
        try
        {
            using var answer = await honest.GetAsync(number % 2 == 0 ? "" : "u/concepthub", cancellation);
            return answer.StatusCode == HttpStatusCode.OK ? Stopwatch.GetElapsedTime(due).TotalMilliseconds : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private sealed class Visits(IReadOnlyList<double?> all)
    {
        private readonly double[] _answered = [.. all.OfType<double>().Order()];

        public int Failed => all.Count - _answered.Length;

        public double At(double part) => _answered.Length == 0 ? double.NaN : Quantile.At(_answered, part);

        public IEnumerable<Measure> Measures(string name) => [new($"{name}.visits", all.Count, ""), new($"{name}.p50", At(0.5), "ms"), new($"{name}.p95", At(0.95), "ms")];
    }
}
