using System.Globalization;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Web.Live;

/// <summary>Section <c>Engine</c> of the settings.</summary>
public sealed record EngineOptions
{
    private const int MostRounds = 100;

    /// <summary>Name of a model, of <c>data/models</c> or added; default the embedded one.</summary>
    public string Model { get; init; } = "toyworld";

    /// <summary>Jobs for pictures that are drawn at once, step by step together; default 8. More finish more in a minute and each of them later.</summary>
    public int DrawingsAtOnce { get; init; } = 8;

    /// <summary>Whether new concepts are measured of how they keep themselves among others, some seconds each while nothing else waits; default true. Creators and moderators can ask for it in any case.</summary>
    public bool MeasuresByItself { get; init; } = true;

    /// <summary>How long concepts that are made quiet on each other are listened to, 1 to 100; default 20. Fewer are done sooner and leave more crosstalk.</summary>
    public int SettlingRounds { get; init; } = PoolProjection.UsualRounds;

    /// <summary>Memory that all caches may take together, in MiB; default an eighth of what the machine, or the container, allows. 0 keeps nothing.</summary>
    public int? CacheMebibytes { get; init; }

    /// <summary>What one job may ask for; default pictures of 1024 pixels on the longer side, 8 at a time: a machine without a graphics card draws larger ones for hours.</summary>
    public GenerationLimits Limits { get; init; } = new() { LongestEdge = 1024, MaximumCount = 8 };

    /// <summary>A sentence about the first value that will not do, or null.</summary>
    public string? Problem => CacheProblem ?? (SettlingRounds is >= 1 and <= MostRounds ? null
        : string.Create(CultureInfo.InvariantCulture, $"Engine:SettlingRounds is {SettlingRounds}; it goes from 1 to {MostRounds}."));

    private string? CacheProblem => CacheMebibytes is { } chosen && (chosen < 0 || chosen > MostMebibytes)
        ? string.Create(CultureInfo.InvariantCulture, $"Engine:CacheMebibytes is {chosen}; it goes from 0 to {MostMebibytes}, the memory of this machine. To take an eighth of it, leave the setting out.")
        : null;

    private static long MostMebibytes => MemoryBudget.MachineBytes >> 20;
}

/// <summary>Section <c>Training</c> of the settings: what the wizard proposes.</summary>
public sealed record TrainingOptions
{
    /// <summary>Steps of a training; default 400, 50 at least.</summary>
    public int DefaultSteps { get; init; } = 350;

    /// <summary>Steps between two sample pictures; default 20.</summary>
    public int SampleEvery { get; init; } = 20;
}
