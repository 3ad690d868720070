using ConceptHub.Diffusion.Caches;

namespace ConceptHub.Web.Figures;

/// <summary>What the site did in the five seconds before a moment; null where there was nothing to measure.</summary>
public sealed record HubFigures(DateTimeOffset At)
{
    /// <summary>Jobs for pictures that wait.</summary>
    public int PicturesWaiting { get; init; }

    /// <summary>All other jobs that wait.</summary>
    public int OthersWaiting { get; init; }

    /// <summary>Jobs that ended, by the minute.</summary>
    public double EndedPerMinute { get; init; }

    /// <summary>Of jobs that began, the mean, in seconds.</summary>
    public double? Wait { get; init; }

    /// <summary>A denoising step, in milliseconds.</summary>
    public double? Step { get; init; }

    /// <summary>Drawings that shared a step, the mean.</summary>
    public double? Batch { get; init; }

    /// <summary>A step of a training, in milliseconds.</summary>
    public double? TrainingStep { get; init; }

    /// <summary>Looks into caches that found something, 0 to 1.</summary>
    public double? CacheHits { get; init; }

    /// <summary>Memory of all caches, in MB.</summary>
    public double CacheMegabytes { get; init; }

    /// <summary>Each cache since the start.</summary>
    public IReadOnlyList<CacheFigures> Caches { get; init; } = [];

    /// <summary>Open pages that are connected.</summary>
    public long Circuits { get; init; }

    /// <summary>Updates and frames that newer ones replaced, by the second.</summary>
    public double DroppedPerSecond { get; init; }

    /// <summary>A request, the mean, in milliseconds.</summary>
    public double? Request { get; init; }

    /// <summary>Memory of the process, in MB.</summary>
    public double Megabytes { get; init; }

    /// <summary>Of all cores, 0 to 1.</summary>
    public double Processor { get; init; }
}
