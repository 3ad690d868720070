using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>All members, for administrators.</summary>
public sealed class MemberDirectory(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    public const int PageSize = 30;

    /// <summary>Members whose user or display name holds the text, newest first; empty text lists everyone.</summary>
    /// <returns>Null when the actor may not see the list.</returns>
    public async Task<PageOf<MemberInfo>?> ListAsync(Actor actor, string text, int page, CancellationToken cancellation)
    {
        if (!actor.May(HubPermission.ManageMembers)) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var (key, words) = (text.Trim().ToUpperInvariant(), text.Trim());
        var found = hub.Users.AsNoTracking()
            .Where(m => m.LeftAt == null).Where(m => key == "" || (m.NormalizedUserName != null && m.NormalizedUserName.Contains(key)) || m.DisplayName.Contains(words));
        var (place, total) = (Math.Clamp(page, 1, 100_000), await found.CountAsync(cancellation));
        var members = await found.OrderByDescending(m => m.CreatedAt).ThenBy(m => m.Id).Skip((place - 1) * PageSize).Take(PageSize).ToListAsync(cancellation);
        var ids = members.Select(m => m.Id).ToArray();
        var held = await (from link in hub.UserRoles
                          join role in hub.Roles on link.RoleId equals role.Id
                          where ids.Contains(link.UserId)
                          orderby role.Name
                          select new { link.UserId, role.Name }).ToListAsync(cancellation);
        var roles = held.ToLookup(link => link.UserId, link => link.Name ?? "");
        return new PageOf<MemberInfo>(
            [.. members.Select(m => new MemberInfo(m.Id, m.UserName ?? "", m.DisplayName, m.CreatedAt, [.. roles[m.Id]], m.IsSuspended(clock.GetUtcNow())))],
            total, place, PageSize);
    }
}
