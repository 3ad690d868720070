namespace ConceptHub.Catalog;

public enum NoticeKind
{
    /// <summary>Somebody whom the member follows published a concept.</summary>
    NewConcept,

    /// <summary>A concept of somebody whom the member follows, or in a recipe of theirs, has a new version; the text says what is new.</summary>
    NewVersion,

    /// <summary>The member's concept was reviewed.</summary>
    Review,

    /// <summary>The member's concept was commented on.</summary>
    Comment,

    /// <summary>The member's comment was answered.</summary>
    Answer,

    /// <summary>A comment mentions the member.</summary>
    Mention,
    Follower,
    TrainingDone,
    TrainingFailed,

    /// <summary>A moderator hid something of the member's; the text says why.</summary>
    Hidden,
    Restored,

    /// <summary>A moderator changed something of the member's; the text says what and why.</summary>
    Moderated,

    /// <summary>A moderator took a concept out of use that a recipe of the member's holds.</summary>
    PartTaken,

    /// <summary>A moderator acted on what the member reported.</summary>
    ReportUpheld,

    /// <summary>A moderator looked at what the member reported, and left it as it is.</summary>
    ReportDismissed,

    /// <summary>Somebody asks the member to work on their concept.</summary>
    NamedCollaborator,

    /// <summary>Somebody works on the member's concept from now on.</summary>
    CollaboratorAccepted,

    /// <summary>The owner of a concept that the member works on left, and it is the member's now.</summary>
    ConceptHandedOver,

    /// <summary>A saved search of the member's found new concepts.</summary>
    SearchFound,

    /// <summary>A moderator, or the member's points, limited the account; the text says how long and why.</summary>
    Sanctioned,

    /// <summary>A moderator ended such a limit before its time; the text says why.</summary>
    Lifted,

    /// <summary>A moderator took points of the member's back; the text says why.</summary>
    PointsVoided,

    /// <summary>The decision that the member appealed stands; the text says why.</summary>
    AppealUpheld,

    /// <summary>The decision that the member appealed was taken back; the text says why.</summary>
    AppealOverturned,

    /// <summary>The file of the member's concept is gone, and the concept left the catalog.</summary>
    FileLost,

    /// <summary>A picture of the member's stays private, because its like was blocked; the text says why.</summary>
    KeptPrivate,

    /// <summary>The member's concept waits for a moderator, as first ones do.</summary>
    AwaitsReview,

    /// <summary>A moderator let the member's concept into the catalog.</summary>
    Approved,

    /// <summary>A moderator did not let the member's concept into the catalog; the text says why.</summary>
    NotApproved,
}

/// <summary>One line of a member's notices.</summary>
/// <param name="ActorName">Who did it; null where nobody is named.</param>
/// <param name="ConceptId">The concept whose page it leads to.</param>
/// <param name="JobId">Or the job.</param>
/// <param name="CommentId">Or where on the concept's page.</param>
/// <param name="Title">What it is about.</param>
/// <param name="Text">A reason, or the sentence of a failure.</param>
/// <param name="IsNew">Not seen before.</param>
public sealed record NoticeInfo(Guid Id, NoticeKind Kind, string? ActorName, Guid? ConceptId, Guid? JobId, Guid? CommentId, string Title, string Text, bool IsNew, DateTimeOffset CreatedAt)
{
    /// <summary>The search that found something, unless it was deleted since.</summary>
    public ConceptQuery? Search { get; init; }

    /// <summary>How many concepts it found.</summary>
    public int Count { get; init; }
}

/// <param name="Followers">How many follow the member.</param>
/// <param name="IsFollowing">Whether the viewer does.</param>
public sealed record FollowInfo(int Followers, bool IsFollowing);
