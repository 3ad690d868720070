using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>What members waited for a picture, seconds.</summary>
/// <param name="Wait">From asking until it was begun.</param>
/// <param name="Preview">From then until their page had the first preview.</param>
/// <param name="Total">From asking until their page had the picture.</param>
internal sealed record ServedPicture(double Wait, double Preview, double Total)
{
    /// <summary>Page and row tell the time by the same clock.</summary>
    public static ServedPicture Of(SeenPicture seen, JobSummary job) =>
        new((job.StartedAt!.Value - seen.Asked).TotalSeconds, (seen.Preview - job.StartedAt.Value).TotalSeconds, (seen.Picture - seen.Asked).TotalSeconds);
}

/// <summary>Seconds of one core.</summary>
/// <param name="Server">The site's process without its device's thread.</param>
/// <param name="Generator">The device's thread with those that it started.</param>
/// <param name="Load">The load program.</param>
internal readonly record struct Spent(double Server, double Generator, double Load)
{
    public static Spent operator +(Spent one, Spent other) => new(one.Server + other.Server, one.Generator + other.Generator, one.Load + other.Load);

    public static Spent operator -(Spent late, Spent early) => new(late.Server - early.Server, late.Generator - early.Generator, late.Load - early.Load);
}

/// <summary>Pictures that members asked for at once, how long all of them took and what they cost.</summary>
internal sealed record Served(IReadOnlyList<ServedPicture> Pictures, TimeSpan Elapsed, Spent Spent)
{
    public double PerMinute => Pictures.Count / Elapsed.TotalMinutes;

    public static Served operator +(Served one, Served other) => new([.. one.Pictures, .. other.Pictures], one.Elapsed + other.Elapsed, one.Spent + other.Spent);

    public IEnumerable<Measure> Measures(string name) =>
    [
        new($"{name}.pictures_a_minute", PerMinute, ""),
        .. Of($"{name}.wait", it => it.Wait), .. Of($"{name}.total", it => it.Total),
        .. Of($"{name}.first_preview", it => it.Preview, mostAtP95: 1),
        new($"{name}.processor.server", Share(Spent.Server), "share"),
        new($"{name}.processor.generator", Share(Spent.Generator), "share"),
        new($"{name}.processor.load", Share(Spent.Load), "share"),
    ];

    private double Share(double seconds) => seconds / Elapsed.TotalSeconds / Environment.ProcessorCount;

    private IEnumerable<Measure> Of(string name, Func<ServedPicture, double> of, double? mostAtP95 = null)
    {
        double[] times = [.. Pictures.Select(of).Order()];
        return
        [
            new Measure($"{name}.p50", Quantile.At(times, 0.5), "s"),
            mostAtP95 is { } most ? Measure.AtMost($"{name}.p95", Quantile.At(times, 0.95), "s", most) : new Measure($"{name}.p95", Quantile.At(times, 0.95), "s"),
            new Measure($"{name}.p99", Quantile.At(times, 0.99), "s"),
        ];
    }
}
