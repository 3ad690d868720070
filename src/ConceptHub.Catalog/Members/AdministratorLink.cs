using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>How the operator of a fresh hub becomes its administrator: a link printed at the start, good once. There is no default password.</summary>
public sealed class AdministratorLink(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    private const string Purpose = "administrator";
    private static readonly TimeSpan Life = TimeSpan.FromDays(7);

    /// <summary>A new token; older unused ones stop working.</summary>
    /// <returns>Null when there is an administrator already.</returns>
    public async Task<string?> IssueAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        await hub.Tokens.Where(t => t.Purpose == Purpose && t.UsedAt == null).ExecuteDeleteAsync(cancellation);
        var token = await Members.Holders(hub, HubRoles.Administrator).AnyAsync(cancellation) ? null : OneTimeToken.Make();
        if (token is not null) hub.Tokens.Add(new OneTimeToken { Purpose = Purpose, TokenHash = OneTimeToken.HashOf(token), ExpiresAt = clock.GetUtcNow() + Life });
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return token;
    }

    /// <summary>Makes the signed-in member administrator. Refresh the sign-in afterwards, so that the cookie carries the role.</summary>
    public async Task<ActionResult> RedeemAsync(Actor actor, string token, CancellationToken cancellation)
    {
        var (hash, now) = (OneTimeToken.HashOf(token), clock.GetUtcNow());
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var used = await hub.Tokens.Where(t => t.Purpose == Purpose && t.TokenHash == hash && t.UsedAt == null && t.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.UsedAt, (DateTimeOffset?)now).SetProperty(t => t.UsedBy, (Guid?)actor.Id), cancellation);
        if (used == 0) return new ActionResult.Refused("This link was used already or is too old. Start the server again for a new one.");

        await Members.GiveAsync(hub, actor.Id, HubRoles.Administrator, cancellation);
        hub.Audit.Add(AuditEntry.By(actor, now, "become administrator by the first-start link", $"Member {actor.Name}", ""));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }
}
