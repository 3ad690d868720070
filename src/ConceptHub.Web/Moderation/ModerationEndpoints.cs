using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Mvc;
using ActionResult = ConceptHub.Catalog.ActionResult;

namespace ConceptHub.Web.Moderation;

/// <summary>Takes a moderator's decision from a plain form and goes back to the list.</summary>
public static class ModerationEndpoints
{
    public static void MapHubModeration(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/moderation/decisions", DecideAsync)
            .RequireAuthorization(policy => policy.RequireRole(HubRoles.Moderator, HubRoles.Administrator))
            .RequireRateLimiting(RateLimits.Write);

    private static async Task<IResult> DecideAsync(
        [FromForm] Decision decision, HttpContext context, Catalog.Moderation moderation, CancellationToken cancellation)
    {
        var actor = Actor.From(context.User)!;
        var reason = decision.Reason?.Trim() ?? "";
        var said = reason.Length is < 3 or > 1000 ? "refused" : await ActAsync(moderation, actor, decision, reason, cancellation);
        var show = decision.Back is "closed" ? "&show=closed" : "";
        return Results.LocalRedirect($"/moderation?said={said}{show}");
    }

    private static async Task<string> ActAsync(
        Catalog.Moderation moderation, Actor actor, Decision decision, string reason, CancellationToken cancellation)
    {
        var target = new ModerationTarget(decision.Kind, decision.Id);
        switch (decision.Choice)
        {
            case "hide": return Word(await moderation.HideAsync(actor, target, reason, cancellation), "hide");
            case "restore": return Word(await moderation.RestoreAsync(actor, target, reason, cancellation), "restore");
            case "dismiss":
                var said = "gone";
                foreach (var report in decision.Reports)
                {
                    said = Word(await moderation.DismissAsync(actor, report, reason, cancellation), "dismiss");
                    if (said != "dismiss") break;
                }

                return said;
            default: return "refused";
        }
    }

    private static string Word(ActionResult result, string done) => result.Match(_ => done, _ => "gone", _ => "forbidden", _ => "refused");

    private sealed class Decision
    {
        [FromForm(Name = "kind")] public TargetKind Kind { get; set; }
        [FromForm(Name = "id")] public Guid Id { get; set; }
        [FromForm(Name = "reason")] public string? Reason { get; set; }
        [FromForm(Name = "decision")] public string? Choice { get; set; }
        [FromForm(Name = "back")] public string? Back { get; set; }
        [FromForm(Name = "report")] public Guid[] Reports { get; set; } = [];
    }
}
