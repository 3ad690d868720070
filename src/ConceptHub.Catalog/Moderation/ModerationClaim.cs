using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>A moderator works on an item, so that no two decide it at once. One row for each item that was ever claimed.</summary>
internal sealed class ModerationClaim
{
    public required Guid TargetId { get; init; }
    public required TargetKind TargetKind { get; init; }
    public required Guid MemberId { get; set; }
    public Member Member { get; init; } = null!;
    public required DateTimeOffset At { get; set; }

    /// <summary>After this it is free again.</summary>
    public required DateTimeOffset Until { get; set; }
}

internal sealed class ModerationClaimMap : IEntityTypeConfiguration<ModerationClaim>
{
    public void Configure(EntityTypeBuilder<ModerationClaim> claim)
    {
        claim.ToTable("ModerationClaims");
        claim.HasKey(c => c.TargetId);
        claim.HasOne(c => c.Member).WithMany().HasForeignKey(c => c.MemberId);
    }
}
