using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace ConceptHub.Engine;

/// <summary>What the engine measures of itself, for whoever listens (OpenTelemetry, the page of figures). Times are in seconds, sizes in bytes.</summary>
public static class EngineMeter
{
    public const string Name = "ConceptHub.Engine";

    private static readonly Meter Meter = new(Name);

    /// <summary>One span for each job that runs, with its id and kind.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>A denoising step of all drawings that shared it.</summary>
    public static Histogram<double> DrawingStep { get; } = Meter.CreateHistogram<double>("concepthub.drawing.step.duration", "s", "One denoising step of all drawings that shared it.");

    /// <summary>How many drawings shared a step.</summary>
    public static Histogram<int> DrawingBatch { get; } = Meter.CreateHistogram<int>("concepthub.drawing.batch.size", "{drawing}", "Drawings that shared a denoising step.");

    /// <summary>A step of a training, without the turns of others in between.</summary>
    public static Histogram<double> TrainingStep { get; } = Meter.CreateHistogram<double>("concepthub.training.step.duration", "s", "One step of a training.");

    /// <summary>Preview frames that a newer one replaced before they were sent.</summary>
    public static Counter<long> FramesReplaced { get; } = Meter.CreateCounter<long>("concepthub.frames.replaced", "{frame}", "Preview frames that a newer one replaced before they were sent.");
}
