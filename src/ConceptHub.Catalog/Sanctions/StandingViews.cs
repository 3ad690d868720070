namespace ConceptHub.Catalog;

/// <summary>Mute: the member reads and draws, but says and shows nothing. Suspension: they only read, and appeal. Ban: they only read what was decided, and appeal.</summary>
public enum SanctionKind { Mute, Suspension, Ban }

/// <param name="Points">How many it brought.</param>
/// <param name="Title">What the item was called.</param>
/// <param name="Reason">Why, as its owner reads it.</param>
/// <param name="IsActive">It counts now.</param>
/// <param name="VoidReason">Why it was voided; null when it was not.</param>
public sealed record StrikeInfo(Guid Id, int Points, DecisionAction Action, string Title, string Reason, DateTimeOffset At, DateTimeOffset ExpiresAt, bool IsActive, string? VoidReason);

/// <param name="Until">When it ends by itself; null for never.</param>
/// <param name="IsByPoints">It came by itself, at a number of points.</param>
/// <param name="IsRunning">Neither over nor lifted.</param>
/// <param name="IsLifted">Ended before its time.</param>
public sealed record SanctionInfo(Guid Id, SanctionKind Kind, string Reason, DateTimeOffset At, DateTimeOffset? Until, bool IsByPoints, bool IsRunning, bool IsLifted);

/// <summary>How a member stands, for moderators.</summary>
/// <param name="Protection">Why nothing can be decided about the account by who looks; null when it can.</param>
/// <param name="Strikes">Newest first, up to a hundred.</param>
/// <param name="Sanctions">Newest first, up to a hundred.</param>
/// <param name="Decisions">What was decided about their items and account, newest first, up to a hundred.</param>
public sealed record MemberStanding(
    OwnerStanding Owner, string? Protection, IReadOnlyList<StrikeInfo> Strikes, IReadOnlyList<SanctionInfo> Sanctions, IReadOnlyList<DecisionInfo> Decisions);

/// <summary>One's own account as it stands now.</summary>
/// <param name="Points">Those that count.</param>
/// <param name="Running">What limits the account now, the gravest first; for each kind the one that ends last.</param>
public sealed record OwnStanding(int Points, IReadOnlyList<SanctionInfo> Running);
