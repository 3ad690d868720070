using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

public enum MailKind
{
    /// <summary>Written whole when it was posted.</summary>
    Letter,

    /// <summary>Somebody asked for a recovery link. Whether there is such a member, and the link itself, come when the mail goes.</summary>
    Recovery,
}

/// <summary>A mail on its way, until the mail server has taken it: then its row goes, and no copy stays.</summary>
internal sealed class WaitingMail
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required MailKind Kind { get; init; }

    /// <summary>Whose it is; null for a recovery, of which that is not known yet.</summary>
    public required Guid? MemberId { get; init; }

    /// <summary>An address; of a recovery what was typed, in capital letters.</summary>
    public required string Recipient { get; init; }
    public required string Subject { get; init; }

    /// <summary>Sealed by who wrote it; empty for a recovery, so that no link into an account is ever in a row or a backup.</summary>
    public required string Text { get; init; }

    /// <summary>Name of the culture that it is written in.</summary>
    public required string Language { get; init; }
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>It is tried until then, and at least once.</summary>
    public required DateTimeOffset GiveUpAt { get; init; }
    public int Attempts { get; set; }
    public required DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>What kind of fault the last attempt met; never its words, which may hold an address.</summary>
    public string? LastError { get; set; }
}

internal sealed class WaitingMailMap : IEntityTypeConfiguration<WaitingMail>
{
    public void Configure(EntityTypeBuilder<WaitingMail> mail)
    {
        mail.ToTable("WaitingMails");
        mail.HasIndex(m => m.NextAttemptAt);
        mail.HasIndex(m => m.MemberId);
    }
}
