namespace ConceptHub.Catalog;

/// <summary>A picture somebody made, with all that is needed to make it again.</summary>
public sealed record PictureInfo
{
    public required Guid Id { get; init; }
    public required Guid OwnerId { get; init; }
    public required string OwnerName { get; init; }
    public required string Blob { get; init; }
    public required PictureSettings Settings { get; init; }
    public required IReadOnlyList<RecipeEntry> Recipe { get; init; }
    public required PictureVisibility Visibility { get; init; }

    /// <summary>Set while a moderator hides it; then only the owner and moderators see it.</summary>
    public required string? HiddenReason { get; init; }

    /// <summary>Labels of a sheet of pictures that differ; null for a picture.</summary>
    public required GridLabels? Grid { get; init; }

    /// <summary>The sheet that it is on, or null.</summary>
    public required Guid? SheetId { get; init; }
    public required Guid JobId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
