using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Train;

/// <summary>A picture that may be shown with a concept.</summary>
/// <param name="Label">Under the picture.</param>
public sealed record ShownSample(string Blob, string Alt, string Label)
{
    /// <summary>Samples of a training, newest first.</summary>
    public static IReadOnlyList<ShownSample> Of(IReadOnlyList<JobSamplePicture> samples) =>
        [.. samples.Reverse().DistinctBy(sample => sample.Blob).Select(sample => new ShownSample(sample.Blob, TrainTexts.SampleAfter.With(sample.Step), TrainTexts.Step.With(sample.Step)))];
}
