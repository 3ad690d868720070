namespace ConceptHub.Catalog;

/// <summary>All: whoever has it. Mine: claimed by who looks. Free: claimed by nobody.</summary>
public enum QueueClaim { All, Mine, Free }

/// <summary>Which reported items to show.</summary>
public sealed record QueueFilter
{
    public TargetKind? Kind { get; init; }

    /// <summary>At least one report says so.</summary>
    public ReportReason? Reason { get; init; }
    public QueueClaim Claim { get; init; }

    /// <summary>First reported at least so long before the list was opened.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>User name of whose items; empty for all.</summary>
    public string Owner { get; init; } = "";

    /// <summary>When the list was opened; null for now. What is decided later keeps its place.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <param name="Items">In the order in which they were first reported.</param>
/// <param name="Waiting">How many of all that match are not decided.</param>
/// <param name="Since">When the list was opened: the next look keeps it.</param>
public sealed record Queue(IReadOnlyList<ReportedItem> Items, int Waiting, DateTimeOffset Since);

/// <summary>Who works on an item.</summary>
public sealed record ClaimInfo(Guid MemberId, string MemberName, DateTimeOffset Until);

/// <summary>What moderators know about an item before they decide.</summary>
/// <param name="Item">The item with all its reports, closed ones too, oldest first.</param>
/// <param name="History">What was done to it, newest first.</param>
/// <param name="Owner">How its owner stands.</param>
public sealed record ItemFile(ReportedItem Item, IReadOnlyList<AuditLine> History, OwnerStanding Owner)
{
    /// <summary>What can be changed about it; null for anything but a concept.</summary>
    public EditableConcept? Concept { get; init; }
}

/// <summary>What moderators may change about a concept.</summary>
/// <param name="Pictures">Those that it shows.</param>
public sealed record EditableConcept(string Name, AgeRating Rating, ConceptFields LockedFields, ConceptState State, IReadOnlyList<ShownPicture> Pictures);

/// <summary>A picture that a concept shows.</summary>
public sealed record ShownPicture(Guid Id, string Blob);

/// <summary>How a member stands with the moderators.</summary>
/// <param name="Upheld">Reports of their items that were upheld.</param>
/// <param name="Dismissed">Reports that were not.</param>
/// <param name="HiddenItems">Items of theirs that are hidden now.</param>
public sealed record OwnerStanding(Guid Id, string Name, DateTimeOffset Since, bool IsSuspended, int Upheld, int Dismissed, int HiddenItems)
{
    public bool IsMuted { get; init; }
    public bool IsBanned { get; init; }

    /// <summary>Points that count now.</summary>
    public int Points { get; init; }

    /// <summary>How often they got points, voided and expired ones too.</summary>
    public int Strikes { get; init; }

    /// <summary>Whether who looks may give them points.</summary>
    public bool MayGetPoints { get; init; }
}
