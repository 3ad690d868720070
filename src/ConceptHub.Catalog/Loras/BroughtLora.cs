using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary>An ordinary LoRA that a member brought, in a draft of its own.</summary>
public sealed record BroughtLora
{
    /// <summary>As the browser gave it; only ever shown.</summary>
    public required string FileName { get; init; }
    public required string Blob { get; init; }
    public required long Bytes { get; init; }
    public required LoraFacts Facts { get; init; }

    /// <summary>See <see cref="ContentHash"/>; null in drafts of before it was taken.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The textual-inversion file that belongs to it; null when it has none, or none was given.</summary>
    public string? EmbeddingBlob { get; init; }

    internal LoraLesson Lesson(DraftDescription words) => new(Blob, EmbeddingBlob, words.LoraWords.Trim());
}
