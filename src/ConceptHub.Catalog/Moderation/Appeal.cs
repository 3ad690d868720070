using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

public enum AppealState { Open, Upheld, Overturned }

/// <summary>The owner of a decision says why it is wrong: once, and answered once.</summary>
internal sealed class Appeal
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid DecisionId { get; init; }
    public Decision Decision { get; init; } = null!;
    public required Guid MemberId { get; init; }
    public Member Member { get; init; } = null!;
    public required string Text { get; init; }
    public required DateTimeOffset At { get; init; }
    public AppealState State { get; set; }
    public string Answer { get; set; } = "";
    public Guid? AnsweredById { get; set; }
    public Member? AnsweredBy { get; init; }
    public DateTimeOffset? AnsweredAt { get; set; }
}

internal sealed class AppealMap : IEntityTypeConfiguration<Appeal>
{
    public void Configure(EntityTypeBuilder<Appeal> appeal)
    {
        appeal.ToTable("Appeals");
        appeal.HasOne(a => a.Decision).WithMany().HasForeignKey(a => a.DecisionId);
        appeal.HasOne(a => a.Member).WithMany().HasForeignKey(a => a.MemberId);
        appeal.HasOne(a => a.AnsweredBy).WithMany().HasForeignKey(a => a.AnsweredById);
        appeal.HasIndex(a => a.DecisionId).IsUnique();
        appeal.HasIndex(a => new { a.State, a.At });
        appeal.HasIndex(a => a.AnsweredAt);
    }
}

/// <summary>An appeal as who made it reads it; moderators stay unnamed.</summary>
/// <param name="Answer">Empty while it is open.</param>
public sealed record OwnAppeal(AppealState State, string Text, DateTimeOffset At, string Answer);

/// <summary>An appeal as moderators read it.</summary>
/// <param name="Decision">Against what.</param>
/// <param name="ModeratorName">Who decided that.</param>
/// <param name="MemberName">Who appeals.</param>
/// <param name="Reports">What was reported about the item, oldest first, up to ten.</param>
/// <param name="Problem">Why who looks may not answer it; null when they may, or when it is answered.</param>
public sealed record AppealInfo(
    Guid Id, DecisionInfo Decision, string ModeratorName, string MemberName, string Text, DateTimeOffset At, IReadOnlyList<ReportInfo> Reports, string? Problem)
{
    public AppealState State { get; init; }
    public string Answer { get; init; } = "";
    public string? AnsweredByName { get; init; }
    public DateTimeOffset? AnsweredAt { get; init; }
}
