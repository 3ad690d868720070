using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>A picture that a member uploaded to draw over. One that nothing was drawn over goes with the next sweep after a day.</summary>
internal sealed class StartUpload
{
    public required Guid OwnerId { get; init; }
    public required string Blob { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class StartUploadMap : IEntityTypeConfiguration<StartUpload>
{
    public void Configure(EntityTypeBuilder<StartUpload> upload)
    {
        upload.ToTable("StartUploads");
        upload.HasKey(u => new { u.OwnerId, u.Blob });
        upload.HasOne<Member>().WithMany().HasForeignKey(u => u.OwnerId);
        upload.HasIndex(u => u.Blob);
    }
}
