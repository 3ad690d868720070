using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>What the train wizard holds between page loads.</summary>
internal sealed class TrainDraft
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid OwnerId { get; init; }
    public DraftState State { get; set; }
    public required DraftDescription Description { get; set; }

    /// <summary>What is learned from in the place of pictures; null in a draft of pictures.</summary>
    public BroughtLora? Lora { get; set; }

    /// <summary>A ready adapter, which waits to be published from the start; null in all other drafts.</summary>
    public BroughtAdapter? Adapter { get; init; }

    /// <summary>The newest projection of the LoRA with these words, in whatever state; null before, and after the words changed.</summary>
    public Guid? NicheJobId { get; set; }

    /// <summary>Claimed while the draft trains or waits to be published; null before.</summary>
    public string? TriggerKey { get; set; }
    public Guid? JobId { get; set; }

    /// <summary>The concept that came of it, or is to get a new version.</summary>
    public Guid? ConceptId { get; set; }

    /// <summary>The concept that gets a new version; null in a draft of a new concept, and when it is done.</summary>
    public Guid? VersionOf => State == DraftState.Published ? null : ConceptId;
    public required DateTimeOffset CreatedAt { get; init; }
    public List<DraftPicture> Pictures { get; init; } = [];

    /// <summary>Whether pictures may still be put in or taken out: those of a ready adapter are only shown.</summary>
    public bool TakesPictures => State == DraftState.Draft || (State == DraftState.Trained && Adapter is not null);

    public int MostPictures => Adapter is null ? TrainDrafts.MostPictures : Publishing.MostShowcasePictures;
}

internal sealed class DraftPicture
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid DraftId { get; init; }
    public required int Place { get; init; }
    public required string Blob { get; init; }
    public required string Caption { get; set; }
    public required int WidthPixels { get; init; }
    public required int HeightPixels { get; init; }
}

internal sealed class TrainDraftMap : IEntityTypeConfiguration<TrainDraft>, IEntityTypeConfiguration<DraftPicture>
{
    public void Configure(EntityTypeBuilder<TrainDraft> draft)
    {
        draft.ToTable("TrainDrafts");
        draft.Property(d => d.Description).IsJson();
        draft.Property(d => d.Lora).IsJson();
        draft.Property(d => d.Adapter).IsJson();
        draft.HasOne<Member>().WithMany().HasForeignKey(d => d.OwnerId);
        draft.HasIndex(d => d.TriggerKey).IsUnique();
        draft.HasIndex(d => new { d.OwnerId, d.CreatedAt });
        draft.HasIndex(d => d.JobId);
        draft.HasIndex(d => d.NicheJobId);
        draft.HasIndex(d => d.ConceptId).IsUnique().HasFilter("\"State\" <> 'Published'"); // one new version at a time
    }

    public void Configure(EntityTypeBuilder<DraftPicture> picture)
    {
        picture.ToTable("DraftPictures");
        picture.HasOne<TrainDraft>().WithMany(d => d.Pictures).HasForeignKey(p => p.DraftId);
        picture.HasIndex(p => new { p.DraftId, p.Place });
        picture.HasIndex(p => p.Blob);
    }
}
