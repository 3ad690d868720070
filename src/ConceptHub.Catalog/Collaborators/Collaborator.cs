using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>A member whom the owner of a concept named to work on it; who declines, leaves or is removed is none any more.</summary>
internal sealed class Collaborator
{
    public required Guid ConceptId { get; init; }
    public Concept Concept { get; init; } = null!;
    public required Guid MemberId { get; init; }
    public Member Member { get; init; } = null!;
    public required DateTimeOffset NamedAt { get; init; }

    /// <summary>Null until the member accepts: before that it gives no right but to look.</summary>
    public DateTimeOffset? AcceptedAt { get; set; }
}

internal sealed class CollaboratorMap : IEntityTypeConfiguration<Collaborator>
{
    public void Configure(EntityTypeBuilder<Collaborator> collaborator)
    {
        collaborator.ToTable("Collaborators");
        collaborator.HasKey(c => new { c.ConceptId, c.MemberId });
        collaborator.HasOne(c => c.Concept).WithMany(c => c.Collaborators).HasForeignKey(c => c.ConceptId);
        collaborator.HasOne(c => c.Member).WithMany().HasForeignKey(c => c.MemberId);
        collaborator.HasIndex(c => c.MemberId);
    }
}
