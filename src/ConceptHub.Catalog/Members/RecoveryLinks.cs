using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>How a member who lost their password comes back: a link that an operator hands over, good once, within a day, or one that is sent to the member's own address.</summary>
public sealed class RecoveryLinks(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    private const string Purpose = "recover ", PurposeWithoutCode = "recover without code ", PurposeByMail = "recover by mail ";
    private const int IdLength = 36;
    private static readonly TimeSpan Life = TimeSpan.FromDays(1), LifeByMail = TimeSpan.FromHours(1);

    /// <summary>A new token; older unused ones of the member stop working.</summary>
    /// <param name="withoutCode">Whether two steps at sign-in are turned off too, for who lost the phone and the codes on paper.</param>
    /// <returns>Null when there is no such member, or when the actor is no administrator.</returns>
    public async Task<string?> IssueAsync(Actor actor, string userName, bool withoutCode, CancellationToken cancellation)
    {
        if (!actor.May(HubPermission.ManageMembers)) return null;
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var key = userName.ToUpperInvariant();
        var member = await hub.Users.AsNoTracking().FirstOrDefaultAsync(m => m.NormalizedUserName == key && m.LeftAt == null && m.PasswordHash != null, cancellation);
        if (member is null) return null;

        var now = clock.GetUtcNow();
        string[] purposes = [Purpose + member.Id, PurposeWithoutCode + member.Id];
        await hub.Tokens.Where(t => purposes.Contains(t.Purpose) && t.UsedAt == null).ExecuteDeleteAsync(cancellation);
        var token = OneTimeToken.Make();
        hub.Tokens.Add(new OneTimeToken { Purpose = purposes[withoutCode ? 1 : 0], TokenHash = OneTimeToken.HashOf(token), ExpiresAt = now + Life });
        hub.Audit.Add(AuditEntry.By(actor, now, withoutCode ? "issue a recovery link that turns two steps off" : "issue a recovery link", $"Member {member.UserName}", ""));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return token;
    }

    /// <summary>A new token for a link to be sent to a member's confirmed address; older ones that were sent stop working, those of an operator do not.</summary>
    /// <param name="nameOrAddress">The member's name, or their address.</param>
    /// <returns>Null when no such member can be reached. Nobody who asks may learn which.</returns>
    public async Task<MailedRecovery?> IssueByMailAsync(string nameOrAddress, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var key = nameOrAddress.Trim().ToUpperInvariant();
        var member = await hub.Users.AsNoTracking().FirstOrDefaultAsync(
            m => (m.NormalizedUserName == key || m.NormalizedEmail == key) && m.Email != null && m.EmailConfirmed && m.LeftAt == null && m.PasswordHash != null, cancellation);
        if (member is null) return null;

        var purpose = PurposeByMail + member.Id;
        await hub.Tokens.Where(t => t.Purpose == purpose && t.UsedAt == null).ExecuteDeleteAsync(cancellation);
        var token = OneTimeToken.Make();
        hub.Tokens.Add(new OneTimeToken { Purpose = purpose, TokenHash = OneTimeToken.HashOf(token), ExpiresAt = clock.GetUtcNow() + LifeByMail });
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new MailedRecovery(member.UserName ?? "", member.Email!, token);
    }

    /// <returns>Whose link it is; null when it was used, is too old or is none.</returns>
    public async Task<Recovery?> FindAsync(string token, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await FindAsync(hub, token, cancellation);
    }

    /// <summary>Uses the link up, and all others of the member with it; of several who try at once one succeeds.</summary>
    public async Task<Recovery?> UseAsync(string token, CancellationToken cancellation)
    {
        var (hash, now) = (OneTimeToken.HashOf(token), clock.GetUtcNow());
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await FindAsync(hub, token, cancellation) is not { } found) return null;
        await hub.Tokens.Where(t => t.TokenHash == hash).ExecuteUpdateAsync(set => set.SetProperty(t => t.UsedAt, (DateTimeOffset?)now).SetProperty(t => t.UsedBy, (Guid?)found.MemberId), cancellation);
        await EndAllAsync(hub, found.MemberId, cancellation);
        hub.Audit.Add(AuditEntry.By(new Actor(found.MemberId, found.UserName, []), now, "come back by a recovery link", $"Member {found.UserName}", ""));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return found;
    }

    /// <summary>Ends all links of a member that nobody used, whoever made them, and what was asked for and is not sent yet: the password is new.</summary>
    public async Task EndAllAsync(Guid memberId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        await EndAllAsync(hub, memberId, cancellation);
        await work.CommitAsync(cancellation);
    }

    /// <summary>Removes links that are over, used or not; the audit tells who came back by one.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await OneTimeToken.SweepAsync(hub, Purpose, clock.GetUtcNow(), cancellation);
    }

    private static async Task EndAllAsync(HubDbContext hub, Guid memberId, CancellationToken cancellation)
    {
        string[] purposes = [Purpose + memberId, PurposeWithoutCode + memberId, PurposeByMail + memberId];
        await hub.Tokens.Where(t => purposes.Contains(t.Purpose) && t.UsedAt == null).ExecuteDeleteAsync(cancellation);
        if (await hub.Users.AsNoTracking().FirstOrDefaultAsync(m => m.Id == memberId, cancellation) is { } member) await WaitingMails.DropRecoveriesAsync(hub, member, cancellation);
    }

    private async Task<Recovery?> FindAsync(HubDbContext hub, string token, CancellationToken cancellation)
    {
        var (hash, now) = (OneTimeToken.HashOf(token), clock.GetUtcNow());
        var purpose = await hub.Tokens.Where(t => t.TokenHash == hash && t.UsedAt == null && t.ExpiresAt > now && t.Purpose.StartsWith(Purpose)).Select(t => t.Purpose).FirstOrDefaultAsync(cancellation);
        if (purpose is null) return null;
        var withoutCode = purpose.StartsWith(PurposeWithoutCode, StringComparison.Ordinal);
        var id = Guid.Parse(purpose.AsSpan(purpose.Length - IdLength));
        return await hub.Users.Where(m => m.Id == id && m.LeftAt == null).Select(m => new Recovery(m.Id, m.UserName ?? "", withoutCode)).FirstOrDefaultAsync(cancellation);
    }
}

/// <param name="WithoutCode">Whether two steps at sign-in end with it.</param>
public sealed record Recovery(Guid MemberId, string UserName, bool WithoutCode);

/// <param name="Token">What stands in the link; for the letter alone.</param>
public sealed record MailedRecovery(string UserName, string Address, string Token);
