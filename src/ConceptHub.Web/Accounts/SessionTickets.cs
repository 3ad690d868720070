using System.Security.Claims;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace ConceptHub.Web.Accounts;

/// <summary>Keeps who is signed in on the server, so that a member sees their devices and can sign each out. The cookie holds a random id.</summary>
internal sealed class SessionTickets(Sessions sessions, IOptions<SecurityStampValidatorOptions> validation, TimeProvider clock) : ITicketStore
{
    // A cookie that ends with the browser has no end of its own.
    private static readonly TimeSpan WithoutEnd = TimeSpan.FromDays(1);

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, "", CancellationToken.None);

    public Task<string> StoreAsync(AuthenticationTicket ticket, HttpContext httpContext, CancellationToken cancellationToken) =>
        StoreAsync(ticket, httpContext.Request.Headers.UserAgent.ToString(), cancellationToken);

    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        if (!Guid.TryParse(key, out var id) || await RetrieveAsync(key) is not { } kept || SaysTheSame(kept, ticket)) return;
        await sessions.RenewAsync(id, MemberId(ticket), Written(ticket, id), Expires(ticket), CancellationToken.None);
    }

    public async Task<AuthenticationTicket?> RetrieveAsync(string key) =>
        Guid.TryParse(key, out var id) && await sessions.FindAsync(id, CancellationToken.None) is { } ticket ? TicketSerializer.Default.Deserialize(ticket) : null;

    public Task RemoveAsync(string key) => Guid.TryParse(key, out var id) ? sessions.EndAsync(id, CancellationToken.None) : Task.CompletedTask;

    // Whoever writes is looked up each time (HubAccounts), and that need not be written down each time.
    private bool SaysTheSame(AuthenticationTicket kept, AuthenticationTicket ticket) =>
        ticket.Properties.IssuedUtc - kept.Properties.IssuedUtc < validation.Value.ValidationInterval && SignedInSession.Words(kept.Principal).SequenceEqual(SignedInSession.Words(ticket.Principal));

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

    /// <summary>All that a principal says but which session it came with.</summary>
    public static IEnumerable<(string Type, string Value)> Words(ClaimsPrincipal principal) =>
        principal.Claims.Where(claim => claim.Type != Claim).Select(claim => (claim.Type, claim.Value)).Order();

    public static void Mark(ClaimsPrincipal principal, Guid id)
    {
        if (principal.Identity is not ClaimsIdentity identity) return;
        foreach (var old in identity.FindAll(Claim).ToList()) identity.RemoveClaim(old);
        identity.AddClaim(new Claim(Claim, id.ToString()));
    }
}
