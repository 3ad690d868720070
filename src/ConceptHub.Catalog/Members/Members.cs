using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Who is here, and who may do what. Sign-in itself is ASP.NET Core Identity's.</summary>
public sealed class Members(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    public async Task<MemberInfo?> FindAsync(string userName, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var key = userName.ToUpperInvariant();
        var member = await hub.Users.AsNoTracking().FirstOrDefaultAsync(m => m.NormalizedUserName == key && m.LeftAt == null, cancellation);
        if (member is null) return null;

        var roles = await (from held in hub.UserRoles join role in hub.Roles on held.RoleId equals role.Id where held.UserId == member.Id orderby role.Name select role.Name)
            .ToListAsync(cancellation);
        return new MemberInfo(member.Id, member.UserName ?? "", member.DisplayName, member.CreatedAt, [.. roles.OfType<string>()], member.IsSuspended(clock.GetUtcNow()));
    }

    /// <summary>Those of these members who are suspended now.</summary>
    public async Task<IReadOnlyList<Guid>> SuspendedAsync(IReadOnlyCollection<Guid> among, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await Suspended(hub).Where(m => among.Contains(m.Id)).Select(m => m.Id).ToListAsync(cancellation);
    }

    /// <summary>Whether the actor may look but not submit, publish or report now.</summary>
    internal static Task<bool> IsSuspendedAsync(HubDbContext hub, Actor actor, CancellationToken cancellation) =>
        Suspended(hub).AnyAsync(m => m.Id == actor.Id, cancellation);

    /// <summary>A sentence while the actor may say and show nothing; null when they may.</summary>
    internal static async Task<string?> MuteProblemAsync(HubDbContext hub, Actor actor, CancellationToken cancellation)
    {
        var now = hub.Clock.GetUtcNow();
        var muted = await hub.Users.Where(m => m.Id == actor.Id && m.MutedAt != null && (m.MutedUntil == null || m.MutedUntil > now)).Select(m => new { m.MutedUntil }).FirstOrDefaultAsync(cancellation);
        return muted is null ? null
            : $"You are muted{(muted.MutedUntil is { } until ? $" until {SanctionDesk.Moment(until)}" : "")}: you can read and draw, but not comment, review, report or show pictures. Why is told under “Decisions” in your account.";
    }

    private static IQueryable<Member> Suspended(HubDbContext hub)
    {
        var now = hub.Clock.GetUtcNow();
        return hub.Users.Where(m => m.SuspendedAt != null && (m.SuspendedUntil == null || m.SuspendedUntil > now));
    }

    /// <summary>Takes effect when the member's sign-in is refreshed.</summary>
    public Task<ActionResult> GrantRoleAsync(Actor actor, string userNameOrEmail, string role, CancellationToken cancellation) =>
        ChangeAsync(actor, userNameOrEmail, $"grant role {role}", async (hub, member) =>
        {
            if (!HubRoles.All.Contains(role)) return UnknownRole(role);
            await GiveAsync(hub, member.Id, role, cancellation);
            return new ActionResult.Done();
        }, cancellation);

    /// <summary>The last administrator keeps the role.</summary>
    public Task<ActionResult> RevokeRoleAsync(Actor actor, string userNameOrEmail, string role, CancellationToken cancellation) =>
        ChangeAsync(actor, userNameOrEmail, $"revoke role {role}", async (hub, member) =>
        {
            if (!HubRoles.All.Contains(role)) return UnknownRole(role);
            if (role == HubRoles.Administrator && !await Holders(hub, role).AnyAsync(id => id != member.Id, cancellation))
                return new ActionResult.Refused("This is the last administrator; grant the role to somebody else first.");
            var roleId = await RoleIdAsync(hub, role, cancellation);
            await hub.UserRoles.Where(held => held.UserId == member.Id && held.RoleId == roleId).ExecuteDeleteAsync(cancellation);
            return new ActionResult.Done();
        }, cancellation);

    internal static async Task GiveAsync(HubDbContext hub, Guid memberId, string role, CancellationToken cancellation)
    {
        var roleId = await RoleIdAsync(hub, role, cancellation);
        if (!await hub.UserRoles.AnyAsync(held => held.UserId == memberId && held.RoleId == roleId, cancellation))
            hub.UserRoles.Add(new IdentityUserRole<Guid> { UserId = memberId, RoleId = roleId });
    }

    internal static IQueryable<Guid> Holders(HubDbContext hub, string role) =>
        from held in hub.UserRoles join named in hub.Roles on held.RoleId equals named.Id where named.Name == role select held.UserId;

    private async Task<ActionResult> ChangeAsync(
        Actor actor, string userNameOrEmail, string action, Func<HubDbContext, Member, Task<ActionResult>> change, CancellationToken cancellation)
    {
        if (!actor.May(HubPermission.ManageMembers)) return new ActionResult.NotAllowed();

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var key = userNameOrEmail.ToUpperInvariant();
        var member = await hub.Users.FirstOrDefaultAsync(m => m.NormalizedUserName == key || (m.NormalizedEmail == key && m.EmailConfirmed), cancellation);
        if (member is null) return new ActionResult.NotFound();

        var result = await change(hub, member);
        if (result is not ActionResult.Done) return result;
        member.SecurityStamp = Guid.NewGuid().ToString("N"); // older cookies carry older roles
        member.ConcurrencyStamp = Guid.NewGuid().ToString(); // Identity's stores write whole rows: theirs must not undo this
        hub.Audit.Add(AuditEntry.By(actor, clock.GetUtcNow(), action, $"Member {member.UserName}", ""));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return result;
    }

    private static Task<Guid> RoleIdAsync(HubDbContext hub, string role, CancellationToken cancellation) =>
        hub.Roles.Where(r => r.Name == role).Select(r => r.Id).SingleAsync(cancellation);

    private static ActionResult.Refused UnknownRole(string role) => new($"There is no role '{role}'. The roles are {string.Join(", ", HubRoles.All)}.");
}
