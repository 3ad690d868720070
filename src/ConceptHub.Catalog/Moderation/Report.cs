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

    /// <summary>To the questions of the reason; of reports from before they were asked, none.</summary>
    public ReportAnswers Answers { get; init; } = new();

    /// <summary>Whose the item was; null in reports from before this was noted, of items that are gone.</summary>
    public required Guid? OwnerId { get; init; }
    public required Guid ReporterId { get; init; }
    public Member Reporter { get; init; } = null!;
    public ReportState State { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; init; }
}

internal sealed class ReportMap : IEntityTypeConfiguration<Report>
{
    public void Configure(EntityTypeBuilder<Report> report)
    {
        report.ToTable("Reports");
        report.Property(r => r.Answers).IsJson().HasDefaultValueSql("'{}'");
        report.HasOne(r => r.Reporter).WithMany().HasForeignKey(r => r.ReporterId);
        report.HasIndex(r => new { r.TargetId, r.ReporterId }).IsUnique().HasFilter("\"State\" = 'Open'");
        report.HasIndex(r => new { r.State, r.CreatedAt });
        report.HasIndex(r => r.CreatedAt);
        report.HasIndex(r => new { r.OwnerId, r.State });
    }
}
