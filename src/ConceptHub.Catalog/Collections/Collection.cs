using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>Concepts, by anybody, that a member keeps together.</summary>
internal sealed class Collection : IShared
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid OwnerId { get; init; }
    public Member Owner { get; init; } = null!;
    public required string Name { get; set; }
    public required string Description { get; set; }
    public required RecipeVisibility Visibility { get; set; }
    public string? HiddenReason { get; set; }
    public required DateTimeOffset ChangedAt { get; set; }
    public List<CollectedConcept> Concepts { get; init; } = [];
}

/// <summary>That a concept is in a collection. It stays when the concept is hidden or deleted, so that the owner can be told.</summary>
internal sealed class CollectedConcept
{
    public Guid CollectionId { get; init; }
    public Collection Collection { get; init; } = null!;
    public required Guid ConceptId { get; init; }
    public Concept Concept { get; init; } = null!;

    /// <summary>Smaller is further ahead; what is taken out leaves a gap.</summary>
    public required int Place { get; set; }
}

internal sealed class CollectionMap : IEntityTypeConfiguration<Collection>, IEntityTypeConfiguration<CollectedConcept>
{
    public void Configure(EntityTypeBuilder<Collection> collection)
    {
        collection.ToTable("Collections");
        collection.Property(c => c.Name).HasMaxLength(60);
        collection.HasOne(c => c.Owner).WithMany().HasForeignKey(c => c.OwnerId);
        collection.HasIndex(c => new { c.OwnerId, c.Name }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<CollectedConcept> kept)
    {
        kept.ToTable("CollectionConcepts");
        kept.HasKey(k => new { k.CollectionId, k.ConceptId });
        kept.HasOne(k => k.Collection).WithMany(c => c.Concepts).HasForeignKey(k => k.CollectionId);
        kept.HasOne(k => k.Concept).WithMany().HasForeignKey(k => k.ConceptId);
    }
}
