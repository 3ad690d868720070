using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>The row that is the truth about a piece of work.</summary>
internal sealed class Job
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid OwnerId { get; init; }
    public required JobKind Kind { get; init; }
    public required string Title { get; init; }
    public required JobOrder Order { get; init; }
    public JobState State { get; init; }

    /// <summary>How often it was handed out; the number in every lease.</summary>
    public int Attempt { get; init; }
    public string? Worker { get; init; }
    public DateTimeOffset? LeaseUntil { get; init; }
    public int Step { get; init; }
    public int Of { get; init; }
    public string Phase { get; init; } = "";
    public double? SecondsLeft { get; init; }
    public string? FailureCode { get; init; }
    public string? FailureSentence { get; init; }
    public JobOutcome? Outcome { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>A point of the loss curve. A resumed training writes some steps again.</summary>
internal sealed class JobMetric
{
    public required Guid JobId { get; init; }
    public required int Step { get; init; }
    public required double Loss { get; set; }
    public double? EraseLoss { get; set; }
}

internal sealed class JobSample
{
    public required Guid JobId { get; init; }
    public required int Step { get; init; }
    public required string Blob { get; set; }
}

internal sealed class JobMap : IEntityTypeConfiguration<Job>, IEntityTypeConfiguration<JobMetric>, IEntityTypeConfiguration<JobSample>
{
    public void Configure(EntityTypeBuilder<Job> job)
    {
        job.ToTable("Jobs");
        job.Property(j => j.Order).IsJson();
        job.Property(j => j.Outcome).IsJson();
        job.HasOne<Member>().WithMany().HasForeignKey(j => j.OwnerId);
        job.HasIndex(j => new { j.State, j.CreatedAt });
        job.HasIndex(j => new { j.OwnerId, j.CreatedAt });
    }

    public void Configure(EntityTypeBuilder<JobMetric> metric)
    {
        metric.ToTable("JobMetrics");
        metric.HasKey(m => new { m.JobId, m.Step });
        metric.HasOne<Job>().WithMany().HasForeignKey(m => m.JobId);
    }

    public void Configure(EntityTypeBuilder<JobSample> sample)
    {
        sample.ToTable("JobSamples");
        sample.HasKey(s => new { s.JobId, s.Step });
        sample.HasOne<Job>().WithMany().HasForeignKey(s => s.JobId);
        sample.HasIndex(s => s.Blob);
    }
}
