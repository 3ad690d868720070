using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>What the pictures of a concept's version look like, by one model of pictures and sentences.</summary>
internal sealed class ConceptEmbedding
{
    public required Guid VersionId { get; init; }

    /// <summary>SHA-256 of the model: what two models say cannot be compared.</summary>
    public required string Model { get; init; }

    /// <summary>As <see cref="EmbeddingVector.Pack"/> makes it; empty when its pictures say nothing, so that nobody asks again.</summary>
    public required byte[] Vector { get; init; }
}

internal sealed class ConceptEmbeddingMap : IEntityTypeConfiguration<ConceptEmbedding>
{
    public void Configure(EntityTypeBuilder<ConceptEmbedding> look)
    {
        look.ToTable("ConceptEmbeddings");
        look.HasKey(l => l.VersionId);
        look.Property(l => l.Model).HasMaxLength(64);
        look.HasOne<ConceptVersion>().WithOne().HasForeignKey<ConceptEmbedding>(l => l.VersionId);
    }
}
