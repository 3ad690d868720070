namespace ConceptHub.Catalog;

/// <summary>A ready adapter that a member brought, in a draft of its own. Kind and words are the draft's.</summary>
public sealed record BroughtAdapter
{
    /// <summary>As the browser gave it; only ever shown.</summary>
    public required string FileName { get; init; }
    public required string Blob { get; init; }
    public required long Bytes { get; init; }

    /// <summary>See <see cref="BlockLora.ContentHash"/>.</summary>
    public required string ContentHash { get; init; }
    public required InstalledModel Model { get; init; }

    /// <summary>Held until the draft is published or discarded.</summary>
    public required int ConceptNumber { get; init; }
}
