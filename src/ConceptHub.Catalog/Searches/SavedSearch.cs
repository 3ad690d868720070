using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>A search of the catalog that a member comes back to.</summary>
internal sealed class SavedSearch
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid OwnerId { get; init; }
    public required string Name { get; set; }

    /// <summary>Its first page.</summary>
    public required ConceptQuery Query { get; init; }

    /// <summary>The member wants to hear of new concepts that it finds.</summary>
    public required bool Tells { get; set; }

    /// <summary><see cref="Concept.Row"/> of the newest concept that it was held against, or that was there when it was saved.</summary>
    public required long SeenRow { get; set; }

    /// <summary>When the member was last told.</summary>
    public DateTimeOffset? ToldAt { get; set; }
}

internal sealed class SavedSearchMap : IEntityTypeConfiguration<SavedSearch>
{
    public void Configure(EntityTypeBuilder<SavedSearch> search)
    {
        search.ToTable("SavedSearches");
        search.Property(s => s.Name).HasMaxLength(60);
        search.Property(s => s.Query).IsJson();
        search.HasOne<Member>().WithMany().HasForeignKey(s => s.OwnerId);
        search.HasIndex(s => new { s.OwnerId, s.Name }).IsUnique();
        search.HasIndex(s => new { s.Tells, s.SeenRow });
    }
}
