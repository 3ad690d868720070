using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

public enum SignInMeans { Password, AppCode, PaperCode, Passkey }

public enum SignInOutcome
{
    SignedIn,
    WrongPassword,
    WrongCode,

    /// <summary>The failure that closed the account for some minutes.</summary>
    LockedOut,
}

/// <summary>One try to sign in to a member's account. What was typed is nowhere: it may be the password of something.</summary>
internal sealed class SignInEntry
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid MemberId { get; init; }
    public required SignInOutcome Outcome { get; init; }
    public required SignInMeans Means { get; init; }

    /// <summary>The browser's own name, cut to <see cref="Sessions.LongestAgent"/>.</summary>
    public required string Agent { get; init; }

    /// <summary>The network that it came from, without the machine.</summary>
    public required string Network { get; init; }
    public required DateTimeOffset At { get; init; }
}

internal sealed class SignInEntryMap : IEntityTypeConfiguration<SignInEntry>
{
    public void Configure(EntityTypeBuilder<SignInEntry> entry)
    {
        entry.ToTable("SignInEntries");
        entry.Property(e => e.Agent).HasMaxLength(Sessions.LongestAgent);
        entry.Property(e => e.Network).HasMaxLength(64);
        entry.HasOne<Member>().WithMany().HasForeignKey(e => e.MemberId).OnDelete(DeleteBehavior.Cascade);
        entry.HasIndex(e => new { e.MemberId, e.At });
        entry.HasIndex(e => e.At);
    }
}
