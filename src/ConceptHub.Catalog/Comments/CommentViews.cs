using System.Diagnostics;

namespace ConceptHub.Catalog;

/// <param name="Text">Markdown, 1 to 2000 characters.</param>
/// <param name="AnswersId">The comment that it answers; null begins a thread.</param>
public sealed record CommentDraft(string Text, Guid? AnswersId);

/// <summary>What of a comment a viewer sees.</summary>
public enum CommentStanding
{
    Shown,

    /// <summary>Its writer deleted it; answers stand on it.</summary>
    Deleted,

    /// <summary>A moderator hid it from this viewer; answers stand on it.</summary>
    Hidden,
}

/// <summary>A comment as a viewer sees it; without writer and text unless it is shown.</summary>
public sealed record CommentInfo : RemarkInfo
{
    public required CommentStanding Standing { get; init; }
    public required Guid ThreadId { get; init; }

    /// <summary>The comment that it answers; null where a thread begins.</summary>
    public required Guid? AnswersId { get; init; }

    /// <summary>Whom it answers, where that is another answer which is shown.</summary>
    public string? AnsweredName { get; init; }
}

/// <param name="Answers">Oldest first.</param>
public sealed record CommentThread(CommentInfo First, IReadOnlyList<CommentInfo> Answers);

/// <summary>Whether a viewer may comment on a concept.</summary>
public enum CommentRight
{
    /// <summary>Not signed in.</summary>
    Guest,

    /// <summary>The concept is hidden.</summary>
    Closed,

    May,
}

/// <summary>A concept's comments as somebody sees them.</summary>
/// <param name="Threads">Newest first.</param>
/// <param name="Count">Comments and answers that the viewer sees, on all pages.</param>
/// <param name="Mentioned">The members whom these threads mention.</param>
public sealed record CommentBoard(PageOf<CommentThread> Threads, int Count, CommentRight Right, IReadOnlyList<string> Mentioned);

/// <summary>Answer to a new comment.</summary>
public abstract record CommentResult
{
    private CommentResult() { }

    public sealed record Written(Guid Id) : CommentResult;

    /// <summary>No such concept, or none that this actor may know of.</summary>
    public sealed record NotFound : CommentResult;

    public sealed record Refused(string Sentence) : CommentResult;

    public T Match<T>(Func<Written, T> written, Func<NotFound, T> notFound, Func<Refused, T> refused) => this switch
    {
        Written it => written(it),
        NotFound it => notFound(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
