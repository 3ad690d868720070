using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>Something that a member is told.</summary>
internal sealed class Notice
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid MemberId { get; init; }
    public required NoticeKind Kind { get; init; }

    /// <summary>Who did it, where somebody did; moderators stay unnamed.</summary>
    public Guid? ActorId { get; init; }
    public Member? Actor { get; init; }
    public Guid? ConceptId { get; init; }
    public Guid? JobId { get; init; }
    public Guid? CommentId { get; init; }
    public Guid? SearchId { get; init; }
    public SavedSearch? Search { get; init; }

    /// <summary>How many concepts the search found.</summary>
    public int Count { get; init; }

    /// <summary>What it is about, as it was called then.</summary>
    public required string Title { get; init; }

    /// <summary>A reason, or the sentence of a failure.</summary>
    public string Text { get; init; } = "";
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ReadAt { get; init; }
}

/// <summary>A member who wants to hear of what another one publishes.</summary>
internal sealed class Follow
{
    public required Guid FollowerId { get; init; }
    public required Guid FollowedId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class NoticeMap : IEntityTypeConfiguration<Notice>, IEntityTypeConfiguration<Follow>
{
    public void Configure(EntityTypeBuilder<Notice> notice)
    {
        notice.ToTable("Notices");
        notice.HasOne<Member>().WithMany().HasForeignKey(n => n.MemberId);
        notice.HasOne(n => n.Actor).WithMany().HasForeignKey(n => n.ActorId);
        notice.HasOne(n => n.Search).WithMany().HasForeignKey(n => n.SearchId).OnDelete(DeleteBehavior.SetNull);
        notice.HasIndex(n => new { n.MemberId, n.ReadAt, n.CreatedAt });
        notice.HasIndex(n => n.CommentId);
    }

    public void Configure(EntityTypeBuilder<Follow> follow)
    {
        follow.ToTable("Follows");
        follow.HasKey(f => new { f.FollowerId, f.FollowedId });
        follow.HasOne<Member>().WithMany().HasForeignKey(f => f.FollowerId);
        follow.HasOne<Member>().WithMany().HasForeignKey(f => f.FollowedId);
        follow.HasIndex(f => f.FollowedId);
    }
}
