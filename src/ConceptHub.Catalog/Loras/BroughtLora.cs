using System.Diagnostics;
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

    /// <summary>The textual-inversion file that belongs to it; null when it has none, or none was given.</summary>
    public string? EmbeddingBlob { get; init; }

    internal LoraLesson Lesson(DraftDescription words) => new(Blob, EmbeddingBlob, words.LoraWords.Trim());
}

/// <summary>Answer to a LoRA that was brought.</summary>
public abstract record BringLoraResult
{
    private BringLoraResult() { }

    /// <summary>It is in a draft of its own.</summary>
    public sealed record Brought(Guid DraftId) : BringLoraResult;

    /// <summary>Nothing of the file is stored.</summary>
    public sealed record Refused(LoraRefusal Why) : BringLoraResult;

    public T Match<T>(Func<Brought, T> brought, Func<Refused, T> refused) => this switch
    {
        Brought it => brought(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Why a file was refused, and what to do.</summary>
/// <param name="Reasons">Each a sentence; at least one.</param>
/// <param name="Advice">A sentence.</param>
public sealed record LoraRefusal(IReadOnlyList<string> Reasons, string Advice);
