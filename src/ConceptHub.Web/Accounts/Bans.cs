using System.Security.Claims;
using Microsoft.AspNetCore.StaticAssets;

namespace ConceptHub.Web.Accounts;

/// <summary>
/// Who is banned may sign in, but sees nothing but what was decided about them, where they may appeal, and their data, which stay theirs. Banning ends all sessions, and so
/// does lifting the ban: a session is marked as long as it lives.
/// </summary>
internal static class Bans
{
    private const string Claim = "hub-banned", Decisions = "/account/decisions", Data = "/account/data";

    // What these pages need, and the ways out of them.
    private static readonly string[] Open = [Decisions, Data, "/account/sign-out", "/account/sign-in", "/status", "/fault", "/not-found", "/health", "/theme.css", "/_framework", "/_content"];

    public static void Mark(ClaimsIdentity identity) => identity.AddClaim(new Claim(Claim, "true"));

    /// <summary>After routing and authentication: pages lead to what was decided, all else is refused.</summary>
    public static IApplicationBuilder UseHubBans(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (!context.User.HasClaim(claim => claim.Type == Claim) || IsOpen(context)) return next(context);
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)) context.Response.Redirect(context.Request.PathBase + Decisions);
        else context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    private static bool IsOpen(HttpContext context) =>
        Array.Exists(Open, path => context.Request.Path.StartsWithSegments(path)) || context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null;
}
