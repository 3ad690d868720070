using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>A generated picture.</summary>
internal sealed class Picture
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid OwnerId { get; init; }
    public Member Owner { get; init; } = null!;
    public required Guid JobId { get; init; }
    public required string Blob { get; init; }
    public required PictureSettings Settings { get; init; }

    /// <summary>The prompt in lower case, to be searched.</summary>
    public required string Words { get; init; }
    public required IReadOnlyList<RecipeEntry> Recipe { get; init; }
    public required PictureVisibility Visibility { get; set; }

    /// <summary>Labels of a sheet; null for a picture that was drawn.</summary>
    public GridLabels? Grid { get; set; }

    /// <summary>The sheet that it is on, which takes it along when it is deleted.</summary>
    public Guid? SheetId { get; set; }
    public string? HiddenReason { get; set; }

    /// <summary>Its owner's mark, which nobody else sees.</summary>
    public bool IsStarred { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public List<PictureConcept> Concepts { get; init; } = [];
    public List<BoardPicture> Boards { get; init; } = [];
}

/// <summary>A concept version that took part in a picture.</summary>
internal sealed class PictureConcept
{
    public Guid PictureId { get; init; }
    public Picture Picture { get; init; } = null!;
    public required Guid ConceptId { get; init; }
    public required Guid VersionId { get; init; }
    public required float Strength { get; init; }
}

internal sealed class PictureMap : IEntityTypeConfiguration<Picture>, IEntityTypeConfiguration<PictureConcept>
{
    public void Configure(EntityTypeBuilder<Picture> picture)
    {
        picture.ToTable("Pictures");
        picture.Property(p => p.Settings).IsJson();
        picture.Property(p => p.Recipe).IsJson();
        picture.HasOne(p => p.Owner).WithMany().HasForeignKey(p => p.OwnerId);
        picture.HasIndex(p => new { p.OwnerId, p.CreatedAt });
        picture.HasIndex(p => p.JobId);
        picture.HasIndex(p => p.Blob);
        picture.Property(p => p.Grid).IsJson();
        picture.HasOne<Picture>().WithMany().HasForeignKey(p => p.SheetId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<PictureConcept> used)
    {
        used.ToTable("PictureConcepts");
        used.HasKey(u => new { u.PictureId, u.VersionId });
        used.HasOne(u => u.Picture).WithMany(p => p.Concepts).HasForeignKey(u => u.PictureId);
        used.HasOne<Concept>().WithMany().HasForeignKey(u => u.ConceptId);
        used.HasOne<ConceptVersion>().WithMany().HasForeignKey(u => u.VersionId);
    }
}
