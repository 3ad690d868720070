using System.Security.Claims;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ConceptHub.Web.Accounts;

/// <summary>
/// Who a sign-in stands for. A banned member is marked as such. Where the site asks for two steps, a moderator or administrator without them is a plain member everywhere, in pages
/// and services, until they are set up; a claim says so, and <see cref="OwedTwoSteps"/> leads there.
/// </summary>
internal sealed class HubPrincipals(UserManager<Member> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> identity, AccountOptions options)
    : UserClaimsPrincipalFactory<Member, IdentityRole<Guid>>(users, roles, identity)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Member user)
    {
        var claims = await base.GenerateClaimsAsync(user);
        if (user.BannedAt is not null) Bans.Mark(claims);
        if (!options.PrivilegedNeedTwoSteps || user.TwoFactorEnabled) return claims;
        foreach (var role in claims.FindAll(claims.RoleClaimType).Where(role => HubRoles.Privileged.Contains(role.Value)).ToList())
        {
            claims.RemoveClaim(role);
            claims.AddClaim(new Claim(OwedTwoSteps.Claim, role.Value));
        }

        return claims;
    }
}

/// <summary>Roles that wait for two steps at sign-in.</summary>
internal static class OwedTwoSteps
{
    public const string Claim = "hub-owes-two-steps";
    public const string Address = "account/two-steps";

    public static bool Owes(ClaimsPrincipal principal) => principal.HasClaim(claim => claim.Type == Claim);
}
