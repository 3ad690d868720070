using System.Diagnostics;

namespace ConceptHub.Catalog;

/// <summary>Answer to a LoRA or an adapter that was brought.</summary>
public abstract record BringFileResult
{
    private BringFileResult() { }

    /// <summary>It is in a draft of its own.</summary>
    public sealed record Brought(Guid DraftId) : BringFileResult;

    /// <summary>A published concept has the same in it; nothing of the file is stored.</summary>
    public sealed record Known(PublishedTwin Twin) : BringFileResult;

    /// <summary>Nothing of the file is stored.</summary>
    public sealed record Refused(FileRefusal Why) : BringFileResult;

    public T Match<T>(Func<Brought, T> brought, Func<Known, T> known, Func<Refused, T> refused) => this switch
    {
        Brought it => brought(it),
        Known it => known(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Why a file was refused, and what to do.</summary>
/// <param name="Reasons">Each a sentence; at least one.</param>
/// <param name="Advice">A sentence.</param>
/// <param name="SuggestsPictures">To train anew from pictures would help.</param>
public sealed record FileRefusal(IReadOnlyList<string> Reasons, string Advice, bool SuggestsPictures = false);
