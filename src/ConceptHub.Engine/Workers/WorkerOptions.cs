namespace ConceptHub.Engine;

/// <summary>How a worker behaves; the defaults suit one machine.</summary>
public sealed record WorkerOptions
{
    /// <summary>Shortest time between two progress events of a job; default 100 ms.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Shortest time between two preview frames; default 250 ms.</summary>
    public TimeSpan PreviewInterval { get; init; } = TimeSpan.FromMilliseconds(250);
}
