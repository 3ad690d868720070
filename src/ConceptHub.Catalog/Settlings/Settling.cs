using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>Concepts that were made quiet on each other: for each of them an adapter that is used in the place of its own. Whoever combines the same ones next finds them.</summary>
internal sealed class Settling
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Says of which versions, and for which base model; see <see cref="Settlings.KeyOf"/>.</summary>
    public required string Key { get; init; }
    public required double Before { get; init; }
    public required double After { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public List<SettledPart> Parts { get; init; } = [];
}

internal sealed class SettledPart
{
    public Guid SettlingId { get; init; }
    public required Guid ConceptId { get; init; }
    public required string AdapterBlob { get; init; }
}

internal sealed class SettlingMap : IEntityTypeConfiguration<Settling>, IEntityTypeConfiguration<SettledPart>
{
    public void Configure(EntityTypeBuilder<Settling> settling)
    {
        settling.ToTable("Settlings");
        settling.Property(s => s.Key).HasMaxLength(64);
        settling.HasIndex(s => s.Key).IsUnique();
    }

    public void Configure(EntityTypeBuilder<SettledPart> part)
    {
        part.ToTable("SettledParts");
        part.HasKey(p => new { p.SettlingId, p.ConceptId });
        part.HasOne<Settling>().WithMany(s => s.Parts).HasForeignKey(p => p.SettlingId);
        part.HasIndex(p => p.ConceptId);
    }
}
