using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>What somebody who drew with a version says of it.</summary>
internal sealed class Review : Remark
{
    public required Guid VersionId { get; init; }
    public ConceptVersion Version { get; init; } = null!;
    public required int Stars { get; set; }
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
