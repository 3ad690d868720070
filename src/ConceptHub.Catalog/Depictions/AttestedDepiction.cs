using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>One statement about who a concept shows. The newest counts; those of before stay, so that moderators see what was said when.</summary>
internal sealed class AttestedDepiction
{
    public long Id { get; init; }
    public required Guid ConceptId { get; init; }

    /// <summary>Number of the version that was the newest then.</summary>
    public required int Version { get; init; }
    public required DepictedPerson Person { get; init; }
    public required string Note { get; init; }
    public required Guid MemberId { get; init; }
    public Member Member { get; init; } = null!;
    public required DateTimeOffset At { get; init; }
}

internal sealed class AttestedDepictionMap : IEntityTypeConfiguration<AttestedDepiction>
{
    public void Configure(EntityTypeBuilder<AttestedDepiction> depiction)
    {
        depiction.ToTable("Depictions");
        depiction.Property(d => d.Note).HasMaxLength(Depictions.LongestNote);
        depiction.HasOne<Concept>().WithMany().HasForeignKey(d => d.ConceptId);
        depiction.HasOne(d => d.Member).WithMany().HasForeignKey(d => d.MemberId);
        depiction.HasIndex(d => d.ConceptId);
        depiction.HasIndex(d => d.MemberId);
    }
}
