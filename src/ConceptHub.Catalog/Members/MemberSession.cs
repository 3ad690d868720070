using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>One browser in which a member is signed in. Its cookie holds the id alone; without the row the cookie is worth nothing.</summary>
internal sealed class MemberSession
{
    public required Guid Id { get; init; } // random: whoever knows it is signed in
    public required Guid MemberId { get; set; }
    public Member Member { get; init; } = null!;

    /// <summary>What the site wrote about who is signed in, serialized.</summary>
    public required byte[] Ticket { get; set; }

    /// <summary>The browser's own name, cut to <see cref="Sessions.LongestAgent"/>.</summary>
    public required string Agent { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset SeenAt { get; set; }
    public required DateTimeOffset ExpiresAt { get; set; }
}

internal sealed class MemberSessionMap : IEntityTypeConfiguration<MemberSession>
{
    public void Configure(EntityTypeBuilder<MemberSession> session)
    {
        session.ToTable("MemberSessions");
        session.Property(s => s.Agent).HasMaxLength(Sessions.LongestAgent);
        session.HasOne(s => s.Member).WithMany().HasForeignKey(s => s.MemberId).OnDelete(DeleteBehavior.Cascade);
        session.HasIndex(s => s.ExpiresAt);
    }
}
