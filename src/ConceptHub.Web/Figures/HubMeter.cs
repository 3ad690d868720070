using System.Diagnostics.Metrics;

namespace ConceptHub.Web.Figures;

/// <summary>What the site measures beside its engine (<see cref="Engine.EngineMeter"/>) and what ASP.NET Core measures of requests and circuits.</summary>
public static class HubMeter
{
    public const string Name = "ConceptHub.Web";

    private static readonly Meter Meter = new(Name);

    /// <summary>From being asked for to being handed out the first time, in seconds; tag <c>kind</c>.</summary>
    public static Histogram<double> JobWait { get; } = Meter.CreateHistogram<double>("concepthub.job.wait.duration", "s", "How long a job waited for its turn.");

    /// <summary>Tags <c>kind</c> and <c>end</c>.</summary>
    public static Counter<long> JobsEnded { get; } = Meter.CreateCounter<long>("concepthub.jobs.ended", "{job}", "Jobs that ended.");

    /// <summary>States of jobs that pages were told.</summary>
    public static Counter<long> UpdatesTold { get; } = Meter.CreateCounter<long>("concepthub.live.updates", "{update}", "States of jobs that pages were told.");

    /// <summary>Changes that came before the page was told of the one before: it hears of the newest alone.</summary>
    public static Counter<long> UpdatesJoined { get; } = Meter.CreateCounter<long>("concepthub.live.updates.dropped", "{update}", "Changes that a newer one replaced before the page was told.");

    /// <summary>Jobs that wait, as <see cref="FigureRecorder"/> last saw them; tag <c>kind</c>.</summary>
    public static Gauge<int> JobsWaiting { get; } = Meter.CreateGauge<int>("concepthub.jobs.waiting", "{job}", "Jobs that wait for their turn.");
}
