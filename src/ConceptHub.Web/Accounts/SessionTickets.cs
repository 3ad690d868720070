using System.Security.Claims;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace ConceptHub.Web.Accounts;

/// <summary>Keeps who is signed in on the server, so that a member sees their devices and can sign each out. The cookie holds a random id.</summary>
internal sealed class SessionTickets(Sessions sessions, TimeProvider clock) : ITicketStore
{
    // A cookie that ends with the browser has no end of its own.
    private static readonly TimeSpan WithoutEnd = TimeSpan.FromDays(1);

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, "", CancellationToken.None);

    public Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken) =>
        StoreAsync(ticket, httpContext.Request.Headers.UserAgent.ToString(), cancellationToken);

    public Task RenewAsync(string key, AuthenticationTicket ticket) => Guid.TryParse(key, out var id)
        ? sessions.RenewAsync(id, MemberId(ticket), Written(ticket, id), Expires(ticket), CancellationToken.None)
        : Task.CompletedTask;

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        Guid.TryParse(key, out var id) && await sessions.FindAsync(id, CancellationToken.None) is { } ticket ? TicketSerializer.Default.Deserialize(ticket) : null;

    public Task RemoveAsync(string key) => Guid.TryParse(key, out var id) ? sessions.EndAsync(id, CancellationToken.None) : Task.CompletedTask;

    private async Task<string> StoreAsync(AuthenticationTicket ticket, string agent, CancellationToken cancellation) =>
        (await sessions.OpenAsync(MemberId(ticket), agent, Expires(ticket), id => Written(ticket, id), cancellation)).ToString();

    private static byte[] Written(AuthenticationTicket ticket, Guid id)
    {
        SignedInSession.Mark(ticket.Principal, id);
        return TicketSerializer.Default.Serialize(ticket);
    }

    private static Guid MemberId(AuthenticationTicket ticket) => Guid.Parse(ticket.Principal.FindFirstValue(ClaimTypes.NameIdentifier)!);

    private DateTimeOffset Expires(AuthenticationTicket ticket) =>
        ticket.Properties is { IsPersistent: true, ExpiresUtc: { } end } ? end : clock.GetUtcNow() + WithoutEnd;
}

/// <summary>Which session a signed-in visitor came with, as a claim: pages and circuits have nothing but the principal.</summary>
internal static class SignedInSession
{
    private const string Claim = "hub-session";

    public static Guid? Of(ClaimsPrincipal? principal) => Guid.TryParse(principal?.FindFirstValue(Claim), out var id) ? id : null;

    public static void Mark(ClaimsPrincipal principal, Guid id)
    {
        if (principal.Identity is not ClaimsIdentity identity) return;
        foreach (var old in identity.FindAll(Claim).ToList()) identity.RemoveClaim(old);
        identity.AddClaim(new Claim(Claim, id.ToString()));
    }
}
