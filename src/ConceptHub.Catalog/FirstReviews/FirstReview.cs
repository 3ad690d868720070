using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

internal enum FirstReviewState { Waiting, Approved, Refused }

/// <summary>A new member's concept that a moderator looks at before others see it. One for each concept; a refused one waits again when its owner publishes it again.</summary>
internal sealed class FirstReview
{
    public required Guid ConceptId { get; init; }

    /// <summary>Whose trust it counts for, whoever owns the concept later.</summary>
    public required Guid MemberId { get; init; }
    public FirstReviewState State { get; set; }
    public required DateTimeOffset AskedAt { get; set; }
    public DateTimeOffset? DecidedAt { get; set; }
}

internal sealed class FirstReviewMap : IEntityTypeConfiguration<FirstReview>
{
    public void Configure(EntityTypeBuilder<FirstReview> review)
    {
        review.ToTable("FirstReviews");
        review.HasKey(r => r.ConceptId);
        review.HasOne<Concept>().WithMany().HasForeignKey(r => r.ConceptId);
        review.HasOne<Member>().WithMany().HasForeignKey(r => r.MemberId);
        review.HasIndex(r => new { r.State, r.AskedAt });
        review.HasIndex(r => new { r.MemberId, r.State });
    }
}
