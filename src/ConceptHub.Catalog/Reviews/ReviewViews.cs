namespace ConceptHub.Catalog;

/// <param name="Stars">1 to 5.</param>
/// <param name="Text">Markdown, up to 2000 characters; may be empty.</param>
public sealed record ReviewDraft(int Stars, string Text);

/// <summary>A review as readers see it.</summary>
public sealed record ReviewInfo
{
    public required Guid Id { get; init; }
    public required Guid ConceptId { get; init; }
    public required Guid AuthorId { get; init; }
    public required string AuthorName { get; init; }
    public required string AuthorDisplayName { get; init; }
    public required int VersionNumber { get; init; }
    public required int Stars { get; init; }
    public required string Text { get; init; }

    /// <summary>The proof of use: pictures that the author made with this version, private ones counted.</summary>
    public required int PicturesMade { get; init; }

    /// <summary>Blobs of the newest public ones of these.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>Set when a moderator hides it; then its author and moderators alone see it.</summary>
    public required string? HiddenReason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? EditedAt { get; init; }
}

/// <summary>Whether a viewer may review a concept.</summary>
public enum ReviewRight
{
    /// <summary>Not signed in.</summary>
    Guest,

    /// <summary>Their own concept.</summary>
    Owner,

    /// <summary>Made no picture with it yet.</summary>
    NotUsed,

    May,
}

/// <summary>A concept's reviews as somebody sees them.</summary>
/// <param name="Others">Newest first, without the viewer's own.</param>
/// <param name="Mine">The viewer's, of the newest version they used.</param>
public sealed record ReviewBoard(PageOf<ReviewInfo> Others, ReviewInfo? Mine, ReviewRight Right);
