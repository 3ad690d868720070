using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>Something that must not come back. Never deleted: a lifted one tells why.</summary>
internal sealed class ContentBlock
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required ContentBlockKind Kind { get; init; }

    /// <summary>64 hexadecimal digits: of a file its SHA-256, of numbers their <see cref="BlockLora.ValueHash"/>, of a picture its <see cref="PicturePrint"/>.</summary>
    public required string Hash { get; init; }

    /// <summary>What it was blocked from, such as a concept's name; may be empty.</summary>
    public required string Title { get; init; }
    public required DecisionReason Code { get; init; }

    /// <summary>Why, as uploaders read it.</summary>
    public required string Ground { get; init; }

    /// <summary>For moderators only.</summary>
    public required string Note { get; init; }
    public required Guid ModeratorId { get; init; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset? LiftedAt { get; set; }
    public string LiftedReason { get; set; } = "";
}

/// <summary>What a stored picture looks like.</summary>
internal sealed class StoredPrint
{
    public required string Blob { get; init; }

    /// <summary>Text of a <see cref="PicturePrint"/>; empty when the picture is too plain or cannot be read.</summary>
    public required string Print { get; init; }
}

internal sealed class ContentBlockMap : IEntityTypeConfiguration<ContentBlock>, IEntityTypeConfiguration<StoredPrint>
{
    public void Configure(EntityTypeBuilder<ContentBlock> block)
    {
        block.ToTable("ContentBlocks");
        block.Property(b => b.Hash).HasMaxLength(PicturePrint.Digits);
        block.Property(b => b.Title).HasMaxLength(ContentBlocks.LongestTitle);
        block.HasIndex(b => new { b.Kind, b.Hash }).IsUnique().HasFilter("\"LiftedAt\" IS NULL");
        block.HasIndex(b => b.At);
    }

    public void Configure(EntityTypeBuilder<StoredPrint> print)
    {
        print.ToTable("PicturePrints");
        print.HasKey(p => p.Blob);
        print.Property(p => p.Blob).HasMaxLength(64);
        print.Property(p => p.Print).HasMaxLength(PicturePrint.Digits);
    }
}
