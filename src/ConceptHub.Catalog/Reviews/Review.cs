using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>What somebody who drew with a version says of it.</summary>
internal sealed class Review
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ConceptId { get; init; }
    public Concept Concept { get; init; } = null!;
    public required Guid VersionId { get; init; }
    public ConceptVersion Version { get; init; } = null!;
    public required Guid AuthorId { get; init; }
    public Member Author { get; init; } = null!;
    public required int Stars { get; set; }
    public required string Text { get; set; }
    public string? HiddenReason { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EditedAt { get; set; }
}

internal sealed class ReviewMap : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> review)
    {
        review.ToTable("Reviews");
        review.HasOne(r => r.Concept).WithMany().HasForeignKey(r => r.ConceptId);
        review.HasOne(r => r.Version).WithMany().HasForeignKey(r => r.VersionId);
        review.HasOne(r => r.Author).WithMany().HasForeignKey(r => r.AuthorId);
        review.HasIndex(r => new { r.VersionId, r.AuthorId }).IsUnique();
        review.HasIndex(r => new { r.ConceptId, r.CreatedAt });
    }
}
