using System.Diagnostics;

namespace ConceptHub.Catalog;

public enum ReportReason { Likeness, Copyright, Illegal, Mislabelled, Spam, Broken, Other }

public enum ReportState { Open, Upheld, Dismissed }

/// <summary>Member: of decisions about an account; accounts are not reported, hidden or restored.</summary>
public enum TargetKind { Concept, Picture, Recipe, Review, Comment, Collection, Member }

/// <summary>What is reported, hidden or restored, or decided about.</summary>
public sealed record ModerationTarget(TargetKind Kind, Guid Id);

/// <summary>A reported item with its reports, oldest first.</summary>
/// <param name="Target">The item.</param>
/// <param name="Title">The concept's or collection's name, the picture's prompt, the recipe's title or the words of the review or comment.</param>
/// <param name="Page">The concept with its slug whose page shows it; null for pictures, recipes and collections.</param>
/// <param name="Blob">A picture of it, if there is one.</param>
/// <param name="OwnerName">Whose it is.</param>
/// <param name="HiddenReason">Set when it is hidden now.</param>
/// <param name="Reports">What was said.</param>
public sealed record ReportedItem(
    ModerationTarget Target, string Title, ItemPage? Page, string? Blob, string OwnerName, string? HiddenReason,
    IReadOnlyList<ReportInfo> Reports)
{
    public Guid OwnerId { get; init; }

    /// <summary>None of its reports is open.</summary>
    public bool IsDecided { get; init; }

    /// <summary>Who works on it now; null when it is free.</summary>
    public ClaimInfo? Claim { get; init; }

    /// <summary>Other items of the same list: of the same owner, and reported for the same reason.</summary>
    public int SameOwner { get; init; }
    public int SameReason { get; init; }

    /// <summary>A concept of a person.</summary>
    public bool IsPerson { get; init; }

    /// <summary>What was said about who a concept shows, newest first, for moderators only; empty for anything but a person, and where nobody was asked yet.</summary>
    public IReadOnlyList<DepictionInfo> Depictions { get; init; } = [];
}

/// <summary>A concept's page.</summary>
public sealed record ItemPage(Guid ConceptId, string Slug);

public sealed record ReportInfo(Guid Id, ReportReason Reason, string Text, string ReporterName, DateTimeOffset CreatedAt, ReportState State)
{
    internal static ReportInfo Of(Report report) => new(report.Id, report.Reason, report.Text, report.Reporter.UserName ?? "", report.CreatedAt, report.State) { Answers = report.Answers };

    /// <summary>What was answered to the reason's own questions.</summary>
    public ReportAnswers Answers { get; init; } = new();
}

/// <summary>Answer to a report.</summary>
public abstract record ReportResult
{
    private ReportResult() { }

    public sealed record Received : ReportResult;

    /// <summary>The same member has an open report on the same item.</summary>
    public sealed record AlreadyReported : ReportResult;

    public sealed record Refused(string Sentence) : ReportResult;

    public T Match<T>(Func<Received, T> received, Func<AlreadyReported, T> alreadyReported, Func<Refused, T> refused) => this switch
    {
        Received it => received(it),
        AlreadyReported it => alreadyReported(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Answer to something done to an item or a member by someone with the right to it, or without.</summary>
public abstract record ActionResult
{
    private ActionResult() { }

    public sealed record Done : ActionResult;

    /// <summary>No such item, or none that this actor may know of.</summary>
    public sealed record NotFound : ActionResult;

    public sealed record NotAllowed : ActionResult;

    public sealed record Refused(string Sentence) : ActionResult;

    public T Match<T>(Func<Done, T> done, Func<NotFound, T> notFound, Func<NotAllowed, T> notAllowed, Func<Refused, T> refused) => this switch
    {
        Done it => done(it),
        NotFound it => notFound(it),
        NotAllowed it => notAllowed(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
