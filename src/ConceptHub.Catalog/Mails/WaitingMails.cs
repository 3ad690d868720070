using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Mails that wait to be sent, as rows: neither a stop of the site nor a day without a mail server loses them.</summary>
public sealed class WaitingMails(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <summary>More than a site writes in days without its mail server; asking for links that nobody gets does not fill the disk.</summary>
    public const int Most = 10_000;

    // Longer than an attempt takes. Only a killed site waits for it: who stops gives back.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>Takes a mail that belongs to no other change; a recovery takes the place of one with the same words.</summary>
    /// <returns>Whether there was room for it.</returns>
    public async Task<bool> PostAsync(NewMail mail, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (mail.Kind == MailKind.Recovery) await hub.WaitingMails.Where(m => m.Kind == MailKind.Recovery && m.Recipient == mail.Recipient).ExecuteDeleteAsync(cancellation);
        if (await hub.WaitingMails.CountAsync(cancellation) >= Most) return false;
        Add(hub, mail, clock.GetUtcNow());
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return true;
    }

    /// <summary>The mail that is due for longest, for the caller alone to send; then one of the three methods below tells how it went.</summary>
    /// <returns>Null when none is due.</returns>
    public async Task<DueMail?> NextAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        while (true)
        {
            var now = clock.GetUtcNow();
            var due = await hub.WaitingMails.AsNoTracking().Where(m => m.NextAttemptAt <= now).OrderBy(m => m.NextAttemptAt).ThenBy(m => m.Id).FirstOrDefaultAsync(cancellation);
            if (due is null) return null;
            // Not cancelled halfway: what was taken and is not known to be would wait for its lease.
            var taken = await hub.WaitingMails.Where(m => m.Id == due.Id && m.Attempts == due.Attempts && m.NextAttemptAt <= now)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.Attempts, due.Attempts + 1).SetProperty(m => m.NextAttemptAt, now + Lease), CancellationToken.None);
            if (taken == 1) return new DueMail(due.Id, due.Kind, due.Recipient, due.Subject, due.Text, due.Language, due.Attempts + 1);
        }
    }

    /// <summary>When the next one is due; null when none waits.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.WaitingMails.MinAsync(m => (DateTimeOffset?)m.NextAttemptAt, cancellation);
    }

    /// <summary>It is on its way, or will never be: nothing of it is kept.</summary>
    public async Task RemoveAsync(Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await hub.WaitingMails.Where(m => m.Id == id).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>It was not taken; it is tried again after a pause, unless its time is over.</summary>
    /// <param name="fault">Its kind, without words.</param>
    /// <returns>Whether it is tried again.</returns>
    public async Task<bool> FailedAsync(Guid id, string fault, TimeSpan pause, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        if (await hub.WaitingMails.Where(m => m.Id == id && m.GiveUpAt <= now).ExecuteDeleteAsync(cancellation) > 0) return false;
        await hub.WaitingMails.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, now + pause).SetProperty(m => m.LastError, fault), cancellation);
        return true;
    }

    /// <summary>Whoever was to send it stops: it is due at once.</summary>
    public async Task GiveBackAsync(Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        await hub.WaitingMails.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, now), cancellation);
    }

    /// <summary>Removes what nobody will send: of a site that sends no mail any more.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        return await hub.WaitingMails.Where(m => m.GiveUpAt <= now).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>Adds a mail to the change that it tells of; the caller saves.</summary>
    internal static void Add(HubDbContext hub, NewMail? mail, DateTimeOffset now)
    {
        if (mail is null) return;
        hub.WaitingMails.Add(new WaitingMail
        {
            Kind = mail.Kind,
            MemberId = mail.MemberId,
            Recipient = mail.Recipient,
            Subject = mail.Subject,
            Text = mail.Text,
            Language = mail.Language,
            MadeAt = now,
            GiveUpAt = now + mail.TriedFor,
            NextAttemptAt = now,
        });
    }

    /// <summary>All that waits for a member who goes.</summary>
    internal static async Task DropAsync(HubDbContext hub, Member member, CancellationToken cancellation)
    {
        await hub.WaitingMails.Where(m => m.MemberId == member.Id).ExecuteDeleteAsync(cancellation);
        await DropRecoveriesAsync(hub, member, cancellation);
    }

    /// <summary>Recovery links that a member asked for and that are not written yet.</summary>
    internal static async Task DropRecoveriesAsync(HubDbContext hub, Member member, CancellationToken cancellation)
    {
        var (name, address) = (member.NormalizedUserName, member.NormalizedEmail);
        await hub.WaitingMails.Where(m => m.Kind == MailKind.Recovery && (m.Recipient == name || m.Recipient == address)).ExecuteDeleteAsync(cancellation);
    }
}

/// <summary>A mail to be sent.</summary>
public sealed record NewMail
{
    public required MailKind Kind { get; init; }

    /// <summary>Whose it is, where that is known: it goes when they leave.</summary>
    public Guid? MemberId { get; init; }

    /// <summary>An address; for a recovery a name or an address in capital letters.</summary>
    public required string Recipient { get; init; }
    public string Subject { get; init; } = "";

    /// <summary>Sealed.</summary>
    public string Text { get; init; } = "";

    /// <summary>Name of the culture that it is written in.</summary>
    public required string Language { get; init; }

    /// <summary>After this it is given up.</summary>
    public required TimeSpan TriedFor { get; init; }
}

/// <param name="Attempt">Which one this is, from 1.</param>
public sealed record DueMail(Guid Id, MailKind Kind, string Recipient, string Subject, string Text, string Language, int Attempt)
{
    /// <summary>Says nothing: its recipient and text are for the mail server alone.</summary>
    public override string ToString() => nameof(DueMail);
}
