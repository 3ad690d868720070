using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>How much of a concept is left when it is merged with others, measured once for a version; measured again, the later one stays.</summary>
internal sealed class KeptReport
{
    public required Guid VersionId { get; init; }

    /// <summary>0 to 1; null where nothing says how alike pictures of this base model are.</summary>
    public required double? Kept { get; init; }

    /// <summary>The concepts that it was merged with, their own versions as they were then.</summary>
    public required IReadOnlyList<KeptCompanion> Companions { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public List<KeptPicture> Pictures { get; init; } = [];
}

/// <summary>One prompt and seed, drawn twice.</summary>
internal sealed class KeptPicture
{
    public Guid VersionId { get; init; }

    /// <summary>From 0.</summary>
    public required int Place { get; init; }
    public required string Prompt { get; init; }
    public required long Seed { get; init; }
    public required string AloneBlob { get; init; }
    public required string MergedBlob { get; init; }
}

internal sealed class KeptMap : IEntityTypeConfiguration<KeptReport>, IEntityTypeConfiguration<KeptPicture>
{
    public void Configure(EntityTypeBuilder<KeptReport> report)
    {
        report.ToTable("KeptReports");
        report.HasKey(r => r.VersionId);
        report.Property(r => r.Companions).IsJson();
        report.HasOne<ConceptVersion>().WithOne().HasForeignKey<KeptReport>(r => r.VersionId);
    }

    public void Configure(EntityTypeBuilder<KeptPicture> picture)
    {
        picture.ToTable("KeptPictures");
        picture.HasKey(p => new { p.VersionId, p.Place });
        picture.HasOne<KeptReport>().WithMany(r => r.Pictures).HasForeignKey(p => p.VersionId);
        picture.HasIndex(p => p.AloneBlob);
        picture.HasIndex(p => p.MergedBlob);
    }
}
