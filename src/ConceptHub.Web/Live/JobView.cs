using ConceptHub.Catalog;

namespace ConceptHub.Web.Live;

/// <summary>A half-drawn picture, ready for an <c>img</c> element.</summary>
public sealed record PreviewFrame(int Step, string Address)
{
    public static PreviewFrame From(int step, byte[] jpeg) => new(step, "data:image/jpeg;base64," + Convert.ToBase64String(jpeg));
}

/// <summary>All that a page shows of a job at one moment: the row, its curve and samples, and what only passes by.</summary>
/// <param name="Details">The row in the catalog, kept up with events.</param>
/// <param name="Preview">Null before the first and after the last.</param>
/// <param name="Position">Known while the job waits.</param>
public sealed record JobView(JobDetails Details, PreviewFrame? Preview = null, JobPosition? Position = null)
{
    public JobSummary Summary => Details.Summary;

    public bool IsOver => Summary.State is JobState.Succeeded or JobState.Failed or JobState.Cancelled;

    /// <summary>The finished pictures, in the order of their seeds.</summary>
    public IReadOnlyList<MadePicture> Pictures => (Details.Outcome as PictureMade)?.All ?? [];

    internal JobView With(JobProgress progress) =>
        this with { Details = Details with { Summary = Summary with { State = JobState.Running, Progress = progress } } };

    // A resumed training tells some steps again: the later word counts.
    internal JobView With(JobMetricPoint point) =>
        this with { Details = Details with { Metrics = [.. Details.Metrics.Where(metric => metric.Step < point.Step), point] } };

    internal JobView With(JobSamplePicture sample) =>
        this with { Details = Details with { Samples = [.. Details.Samples.Where(old => old.Step < sample.Step), sample] } };
}
