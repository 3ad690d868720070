using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>Settings of the composer that a member keeps under a name.</summary>
internal sealed class Preset
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid OwnerId { get; init; }
    public required string Name { get; init; }
    public required PresetSettings Settings { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class PresetMap : IEntityTypeConfiguration<Preset>
{
    public void Configure(EntityTypeBuilder<Preset> preset)
    {
        preset.ToTable("Presets");
        preset.Property(p => p.Name).HasMaxLength(Presets.LongestName);
        preset.Property(p => p.Settings).IsJson();
        preset.HasOne<Member>().WithMany().HasForeignKey(p => p.OwnerId);
        preset.HasIndex(p => new { p.OwnerId, p.Name }).IsUnique();
    }
}
