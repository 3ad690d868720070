using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

internal sealed class Report
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required TargetKind TargetKind { get; init; }
    public required Guid TargetId { get; init; }
    public required ReportReason Reason { get; init; }
    public required string Text { get; init; }
    public required Guid ReporterId { get; init; }
    public Member Reporter { get; init; } = null!;
    public ReportState State { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>Written once; the database itself refuses to change or delete it.</summary>
internal sealed class AuditEntry
{
    public long Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Guid ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string Action { get; init; }
    public required string Target { get; init; }
    public required string Reason { get; init; }

    public static AuditEntry By(Actor actor, DateTimeOffset now, string action, string target, string reason) =>
        new() { At = now, ActorId = actor.Id, ActorName = actor.Name, Action = action, Target = target, Reason = reason };
}

internal sealed class ReportMap : IEntityTypeConfiguration<Report>, IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<Report> report)
    {
        report.ToTable("Reports");
        report.HasOne(r => r.Reporter).WithMany().HasForeignKey(r => r.ReporterId);
        report.HasIndex(r => new { r.TargetId, r.ReporterId }).IsUnique().HasFilter("\"State\" = 'Open'");
        report.HasIndex(r => new { r.State, r.CreatedAt });
    }

    public void Configure(EntityTypeBuilder<AuditEntry> entry) => entry.ToTable("Audit");
}
