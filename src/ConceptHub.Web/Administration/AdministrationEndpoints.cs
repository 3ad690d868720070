using ConceptHub.Catalog;
using ConceptHub.Web.Accounts;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Mvc;
using ActionResult = ConceptHub.Catalog.ActionResult;

namespace ConceptHub.Web.Administration;

/// <summary>Grants and revokes roles, and keeps models, from plain forms.</summary>
public static class AdministrationEndpoints
{
    public static IServiceCollection AddHubAdministration(this IServiceCollection services) =>
        services.AddSingleton<MemberDirectory>().AddSingleton<ModerationHistory>();

    public static void MapHubAdministration(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/admin/roles", ChangeAsync)
            .RequirePermission(HubPermission.ManageMembers)
            .RequireRateLimiting(RateLimits.Write);
        ModelEndpoints.Map(routes);
    }

    private static async Task<IResult> ChangeAsync(
        [FromForm(Name = "member")] string member, [FromForm(Name = "role")] string role, [FromForm(Name = "action")] string action,
        HttpContext context, Members members, CancellationToken cancellation)
    {
        var actor = Actor.From(context.User)!;
        var result = action switch
        {
            "grant" => await members.GrantRoleAsync(actor, member, role, cancellation),
            "revoke" => await members.RevokeRoleAsync(actor, member, role, cancellation),
            _ => new ActionResult.Refused("No such action."),
        };
        var said = result.Match(_ => action, _ => "gone", _ => "forbidden", _ => "refused");
        return Results.LocalRedirect($"~/admin?said={said}");
    }
}
