using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>What moderators do to an item that its owner is told of, or to their account.</summary>
public enum DecisionAction { Hide, Restore, Unpublish, Rate, Rename, Lock, RemovePictures, Approve, Refuse, Mute, Suspend, Ban }

internal static class DecisionActions
{
    /// <summary>Those that take nothing from anybody: no points come with them, and nothing is there to appeal.</summary>
    public static readonly DecisionAction[] Kind = [DecisionAction.Restore, DecisionAction.Approve];
}

/// <summary>Fields of a concept that a moderator can lock.</summary>
[Flags]
public enum ConceptFields { None = 0, Name = 1, Description = 2, Tags = 4, Rating = 8, All = Name | Description | Tags | Rating }

/// <summary>One decision about somebody's item or account, as its owner may read it. Never changed: another decision follows.</summary>
internal sealed class Decision
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required DecisionAction Action { get; init; }
    public required TargetKind TargetKind { get; init; }
    public required Guid TargetId { get; init; }

    /// <summary>What it was called then.</summary>
    public required string Title { get; init; }
    public required Guid OwnerId { get; init; }
    public required Guid ModeratorId { get; init; }
    public required DecisionReason Code { get; init; }
    public required string Text { get; init; }

    /// <summary>What was before and what is now, where the action alone does not say it.</summary>
    public required string Detail { get; init; }

    /// <summary>When what it does to an account ends by itself; null for never, and for items.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What it takes to take it back.</summary>
    public Undo Undo { get; init; } = new();
    public required DateTimeOffset At { get; init; }
}

internal sealed class DecisionMap : IEntityTypeConfiguration<Decision>
{
    public void Configure(EntityTypeBuilder<Decision> decision)
    {
        decision.ToTable("Decisions");
        decision.HasOne<Member>().WithMany().HasForeignKey(d => d.OwnerId);
        decision.HasIndex(d => new { d.OwnerId, d.At });
        decision.Property(d => d.Undo).IsJson().HasDefaultValueSql("'{}'");
        decision.HasIndex(d => d.TargetId);
        decision.HasIndex(d => d.At);
    }
}
