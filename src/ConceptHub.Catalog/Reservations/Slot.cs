using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>Free: nobody's. Reserved: until its lease ends. Trained: an adapter exists. Published: held for good. Retired: never again.</summary>
internal enum SlotState { Free, Reserved, Trained, Published, Retired }

/// <summary>A code for one block plan; frozen, since adapters were computed from it.</summary>
internal sealed class CodebookEntry
{
    public int Id { get; init; }
    public required string BaseModelHash { get; init; }
    public required string PlanHash { get; init; }
    public required int Blocks { get; init; }
    public required int Sites { get; init; }
    public required int Digits { get; init; }
}

/// <summary>An opened pool: all its slots exist as rows, and all belong to one namespace.</summary>
internal sealed class Pool
{
    public int Id { get; init; }
    public required int CodebookId { get; init; }
    public required int Number { get; init; }
    public required string Namespace { get; init; }
    public List<Slot> Slots { get; init; } = [];
}

/// <summary>One concept number and who holds it.</summary>
internal sealed class Slot
{
    public int Id { get; init; }
    public required int CodebookId { get; init; }
    public int PoolId { get; init; }
    public Pool Pool { get; init; } = null!;
    public required int ConceptNumber { get; init; }
    public SlotState State { get; init; }
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Whoever asks again with the same key gets the same number.</summary>
    public string? JobKey { get; init; }
    public Guid? ConceptId { get; init; }
}

internal sealed class SlotMap : IEntityTypeConfiguration<CodebookEntry>, IEntityTypeConfiguration<Pool>, IEntityTypeConfiguration<Slot>
{
    public void Configure(EntityTypeBuilder<CodebookEntry> codebook)
    {
        codebook.ToTable("Codebooks");
        codebook.HasIndex(c => new { c.BaseModelHash, c.PlanHash, c.Blocks, c.Sites, c.Digits }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<Pool> pool)
    {
        pool.ToTable("Pools");
        pool.HasOne<CodebookEntry>().WithMany().HasForeignKey(p => p.CodebookId);
        pool.HasIndex(p => new { p.CodebookId, p.Number }).IsUnique();
        pool.HasIndex(p => new { p.CodebookId, p.Namespace });
    }

    public void Configure(EntityTypeBuilder<Slot> slot)
    {
        slot.ToTable("Slots");
        slot.HasOne(s => s.Pool).WithMany(p => p.Slots).HasForeignKey(s => s.PoolId);
        slot.HasIndex(s => new { s.CodebookId, s.ConceptNumber }).IsUnique();
        slot.HasIndex(s => new { s.CodebookId, s.JobKey }).IsUnique();
        slot.HasIndex(s => s.JobKey);
    }
}
