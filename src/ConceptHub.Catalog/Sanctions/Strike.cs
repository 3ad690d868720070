using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>Points that a decision brought to the owner of the item. Voided with a reason, never deleted.</summary>
internal sealed class Strike
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid MemberId { get; init; }
    public required Guid DecisionId { get; init; }
    public Decision Decision { get; init; } = null!;
    public required int Points { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>From then on the points do not count.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? VoidedAt { get; set; }
    public string VoidReason { get; set; } = "";
}

/// <summary>A limit of a member's account. What all of them come to stands on the <see cref="Member"/>.</summary>
internal sealed class Sanction
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid MemberId { get; init; }
    public required SanctionKind Kind { get; init; }
    public required Guid DecisionId { get; init; }
    public Decision Decision { get; init; } = null!;
    public required DateTimeOffset At { get; init; }

    /// <summary>It ends by itself then; null for never.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>The points at which it came by itself; null when a moderator chose it.</summary>
    public required int? Threshold { get; init; }
    public DateTimeOffset? LiftedAt { get; set; }
}

internal sealed class StrikeMap : IEntityTypeConfiguration<Strike>, IEntityTypeConfiguration<Sanction>
{
    public void Configure(EntityTypeBuilder<Strike> strike)
    {
        strike.ToTable("Strikes");
        strike.HasOne<Member>().WithMany().HasForeignKey(s => s.MemberId);
        strike.HasOne(s => s.Decision).WithMany().HasForeignKey(s => s.DecisionId);
        strike.HasIndex(s => s.DecisionId).IsUnique();
        strike.HasIndex(s => new { s.MemberId, s.ExpiresAt });
    }

    public void Configure(EntityTypeBuilder<Sanction> sanction)
    {
        sanction.ToTable("Sanctions");
        sanction.HasOne<Member>().WithMany().HasForeignKey(s => s.MemberId);
        sanction.HasOne(s => s.Decision).WithMany().HasForeignKey(s => s.DecisionId);
        sanction.HasIndex(s => s.DecisionId).IsUnique();
        sanction.HasIndex(s => new { s.MemberId, s.At });
    }
}
