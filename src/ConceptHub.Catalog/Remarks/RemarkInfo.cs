namespace ConceptHub.Catalog;

/// <summary>A review or a comment as readers see it.</summary>
public abstract record RemarkInfo
{
    public required Guid Id { get; init; }
    public required Guid ConceptId { get; init; }
    public required Guid AuthorId { get; init; }
    public required string AuthorName { get; init; }
    public required string AuthorDisplayName { get; init; }

    /// <summary>Markdown.</summary>
    public required string Text { get; init; }

    /// <summary>Set when a moderator hides it; then its author and moderators alone see it.</summary>
    public required string? HiddenReason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset? EditedAt { get; init; }
}
