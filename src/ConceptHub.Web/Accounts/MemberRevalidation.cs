using System.Security.Claims;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Web.Accounts;

/// <summary>
/// Asks twice a minute whether whoever has a page open still is who they were when it opened: with a new password, other roles, a
/// suspended account or a device that was signed out the page ends (<see cref="Live.LivePage"/>). Without it an open page would keep its rights until it is closed.
/// </summary>
internal sealed class MemberRevalidation(ILoggerFactory logs, IServiceScopeFactory scopes) : RevalidatingServerAuthenticationStateProvider(logs)
{
    /// <summary>Also after the last question a minute must be enough.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(25);

    protected override TimeSpan RevalidationInterval => Interval;

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) => IsStillAsync(scopes, authenticationState.User);

    /// <summary>Whether the sign-in is as good as it was.</summary>
    public static async Task<bool> IsStillAsync(IServiceScopeFactory scopes, ClaimsPrincipal principal)
    {
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Member>>();
        return await users.GetUserAsync(principal) is { } member && !member.IsSuspended(scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow())
            && principal.FindFirstValue(users.Options.ClaimsIdentity.SecurityStampClaimType) == member.SecurityStamp
            && (SignedInSession.Of(principal) is not { } session || await scope.ServiceProvider.GetRequiredService<Sessions>().FindAsync(session, CancellationToken.None) is not null);
    }
}
