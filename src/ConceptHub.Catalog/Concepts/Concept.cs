using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

internal sealed class Concept
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Its place in the search index, from 1; given by the database, as <see cref="Change"/> is.</summary>
    public long Row { get; init; }

    /// <summary>Grows with every change to any concept, so that whoever keeps a copy asks only for what is newer.</summary>
    public long Change { get; init; }
    public required Guid OwnerId { get; init; }
    public Member Owner { get; init; } = null!;
    public required string Name { get; set; }
    public required string Slug { get; set; }
    public required ConceptKind Kind { get; init; }
    public required string TriggerWord { get; init; }

    /// <summary>The trigger word as compared: lower case, without brackets.</summary>
    public required string TriggerKey { get; init; }
    public required string ClassWord { get; init; }
    public required string Description { get; set; }

    /// <summary>As <see cref="ConceptWords.Tags"/> makes them.</summary>
    public IReadOnlyList<string> Tags { get; set; } = [];
    public required Licence Licence { get; set; }
    public required AgeRating AgeRating { get; set; }
    public ConceptState State { get; set; }

    /// <summary>Why a moderator hid it, or took it out of the catalog until it is mended.</summary>
    public string? HiddenReason { get; set; }

    /// <summary>What its owner may not change now.</summary>
    public ConceptFields LockedFields { get; set; }

    /// <summary>Its creator keeps it out of the catalog; true under a moderator's hiding too, so that it comes back as it was.</summary>
    public bool IsUnpublished { get; set; }

    /// <summary>When it comes into the catalog for the first time; null once it did.</summary>
    public DateTimeOffset? ScheduledFor { get; set; }

    /// <summary>Pictures ever made with it, and recipes ever saved.</summary>
    public int PicturesMade { get; set; }
    public int RecipesMade { get; set; }

    /// <summary>How often others took a file of it away.</summary>
    public int Downloads { get; set; }

    /// <summary>Whom its maker thanks; see <see cref="Origin"/>.</summary>
    public string Credit { get; set; } = "";

    /// <summary>Reviews that are not hidden, and the sum of their stars.</summary>
    public int ReviewCount { get; set; }
    public int StarSum { get; set; }

    /// <summary>See <see cref="Trending"/>.</summary>
    public double Trend { get; set; }
    public required DateTimeOffset PublishedAt { get; set; }
    public List<ConceptVersion> Versions { get; init; } = [];
    public List<ConceptPicture> Pictures { get; init; } = [];
    public List<Collaborator> Collaborators { get; init; } = [];
}

/// <summary>One trained adapter of a concept.</summary>
internal sealed class ConceptVersion
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid ConceptId { get; init; }
    public Concept Concept { get; init; } = null!;
    public required int Number { get; init; }
    public required string AdapterBlob { get; init; }
    public required long AdapterBytes { get; init; }
    public required int ConceptNumber { get; init; }
    public required string BaseModelHash { get; init; }
    public required string PlanHash { get; init; }
    public required StrengthRange Strength { get; set; }
    public IReadOnlyList<Look> Looks { get; set; } = [];
    public required TrainingSummary? Training { get; init; }

    /// <summary>See <see cref="BlockLora.ContentHash"/>; null until it is taken, empty when the file cannot be read.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The same of the LoRA that it was distilled from; null without.</summary>
    public string? SourceHash { get; init; }

    /// <summary>See <see cref="BlockLora.ValueHash"/>; null until it is taken, empty when the file cannot be read.</summary>
    public string? ValueHash { get; init; }

    /// <summary>The same of the LoRA that it was distilled from; null without, and in versions from before it was taken.</summary>
    public string? SourceValueHash { get; init; }

    /// <summary>What is new in it, by its creator; empty in a first version.</summary>
    public string ChangeNote { get; init; } = "";
    public required DateTimeOffset CreatedAt { get; init; }
}

internal enum ConceptPictureRole { Showcase, Training }

internal sealed class ConceptPicture
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid ConceptId { get; init; }
    public required ConceptPictureRole Role { get; init; }

    /// <summary>Place in its row, from 0.</summary>
    public required int Place { get; init; }
    public required string Blob { get; init; }
    public required string Caption { get; init; }
    public PictureSettings? Settings { get; init; }
}

internal sealed class ConceptMap : IEntityTypeConfiguration<Concept>, IEntityTypeConfiguration<ConceptVersion>, IEntityTypeConfiguration<ConceptPicture>
{
    public void Configure(EntityTypeBuilder<Concept> concept)
    {
        concept.ToTable("Concepts");
        concept.Property(c => c.Name).HasMaxLength(60);
        concept.Property(c => c.Slug).HasMaxLength(80);
        concept.Property(c => c.Credit).HasMaxLength(ConceptOrigins.LongestCredit);
        concept.Property(c => c.Licence).IsJson();
        concept.Property(c => c.LockedFields).HasConversion<int>();
        concept.Property(c => c.Tags).IsJson();
        concept.HasIndex(c => c.Row).IsUnique();
        concept.HasIndex(c => c.Change);
        concept.HasOne(c => c.Owner).WithMany().HasForeignKey(c => c.OwnerId).OnDelete(DeleteBehavior.Restrict);
        // The word of a deleted concept is free again.
        concept.HasIndex(c => c.TriggerKey).IsUnique().HasFilter("\"State\" <> 'Deleted'");
        concept.HasIndex(c => new { c.State, c.PublishedAt });
        concept.HasIndex(c => c.ScheduledFor);
        concept.HasIndex(c => c.OwnerId);
    }

    public void Configure(EntityTypeBuilder<ConceptVersion> version)
    {
        version.ToTable("ConceptVersions");
        version.Property(v => v.Strength).IsJson();
        version.Property(v => v.Looks).IsJson();
        version.Property(v => v.Training).IsJson();
        version.Property(v => v.ChangeNote).HasMaxLength(VersionPublishing.LongestNote);
        version.HasOne(v => v.Concept).WithMany(c => c.Versions).HasForeignKey(v => v.ConceptId);
        version.HasIndex(v => new { v.ConceptId, v.Number }).IsUnique();
        version.Property(v => v.ContentHash).HasMaxLength(64);
        version.Property(v => v.SourceHash).HasMaxLength(64);
        version.HasIndex(v => v.AdapterBlob);
        version.HasIndex(v => v.ContentHash);
        version.HasIndex(v => v.SourceHash);
        version.Property(v => v.ValueHash).HasMaxLength(64);
        version.Property(v => v.SourceValueHash).HasMaxLength(64);
        version.HasIndex(v => v.ValueHash);
        version.HasIndex(v => v.SourceValueHash);
    }

    public void Configure(EntityTypeBuilder<ConceptPicture> picture)
    {
        picture.ToTable("ConceptPictures");
        picture.Property(p => p.Settings).IsJson();
        picture.HasOne<Concept>().WithMany(c => c.Pictures).HasForeignKey(p => p.ConceptId);
        picture.HasIndex(p => new { p.ConceptId, p.Role, p.Place });
        picture.HasIndex(p => p.Blob);
    }
}
