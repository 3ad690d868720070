using System.Diagnostics;
using System.Text.RegularExpressions;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>Whether who asks for one picture is served next while another member has fifty in the line, each asked for on a page of its own.</summary>
internal sealed partial class BehindFifty(ServingSite site, CancellationToken cancellation)
{
    private const int Waiting = 50, BegunMeanwhile = 16, OpenedTogether = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<Measure>> MeasureAsync()
    {
        var pages = new DrawingPage[Waiting + BegunMeanwhile];
        var greedy = await site.JoinAsync("greedy", cancellation);
        await using var one = await site.OpenAsync(await site.JoinAsync("modest", cancellation), 0, cancellation);
        await Parallel.ForEachAsync(Enumerable.Range(0, pages.Length), new ParallelOptions { MaxDegreeOfParallelism = OpenedTogether, CancellationToken = cancellation },
            async (i, _) => pages[i] = await site.OpenAsync(greedy, i, cancellation));
        await Task.WhenAll(pages.Select(page => page.AskAsync(cancellation)));
        await UntilAcceptedAsync(greedy, pages.Length);
        var seen = await one.DrawAsync(cancellation);
        var (own, others) = ((await site.JobsAsync(one.Member, cancellation))[0], await site.JobsAsync(greedy, cancellation));
        foreach (var page in pages) await page.DisposeAsync();
        return Measures(seen, own, others);
    }

    private static IReadOnlyList<Measure> Measures(SeenPicture seen, JobSummary own, IReadOnlyList<JobSummary> others)
    {
        // What was begun before its page was told of its place may have been chosen before it came.
        var since = seen.Waiting?.At ?? own.CreatedAt;
        var picture = ServedPicture.Of(seen, own);
        return
        [
            Measure.AtLeast("serve.behind50.waiting", others.Count(job => !(job.StartedAt <= since)), "jobs", Waiting),
            Measure.AtLeast("serve.behind50.started_next", others.Any(job => job.StartedAt > since && job.StartedAt < own.StartedAt) ? 0 : 1, "bool", 1),
            new("serve.behind50.told_ahead", seen.Waiting is { Text: var words } ? Ahead(words) : double.NaN, "jobs", Note: $"its page said \"{seen.Waiting?.Text}\"."),
            new("serve.behind50.wait", picture.Wait, "s"),
            new("serve.behind50.first_preview", picture.Preview, "s"),
            new("serve.behind50.total", picture.Total, "s"),
        ];
    }

    private static double Ahead(string words) => Number().Match(words) is { Success: true } number ? int.Parse(number.Groups[1].Value) : 0;

    private async Task UntilAcceptedAsync(BenchMember member, int jobs)
    {
        for (var looking = Stopwatch.StartNew(); looking.Elapsed < Patience; await Task.Delay(20, cancellation))
            if ((await site.JobsAsync(member, cancellation)).Count == jobs) return;
        throw new CannotRunException($"The site does not take {jobs} jobs of one member.");
    }

    [GeneratedRegex(@"(\d+) jobs? ahead")]
    private static partial Regex Number();
}
