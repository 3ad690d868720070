namespace ConceptHub.Catalog;

/// <summary>What a member wrote on a concept's page: a review or a comment.</summary>
internal abstract class Remark
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ConceptId { get; init; }
    public Concept Concept { get; init; } = null!;
    public required Guid AuthorId { get; init; }
    public Member Author { get; init; } = null!;
    public required string Text { get; set; }
    public string? HiddenReason { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EditedAt { get; set; }
}
