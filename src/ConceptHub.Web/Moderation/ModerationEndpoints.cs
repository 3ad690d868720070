using ConceptHub.Catalog;
using ConceptHub.Web.Accounts;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Moderation;

/// <summary>Takes a moderator's decision from a plain form and goes back to the list.</summary>
public static class ModerationEndpoints
{
    public static IServiceCollection AddHubModeration(this IServiceCollection services) => services.AddSingleton<Refusals>().AddSingleton<Decider>();

    public static void MapHubModeration(this IEndpointRouteBuilder routes)
    {
        var moderation = routes.MapGroup("/moderation").RequirePermission(HubPermission.Moderate);
        moderation.MapPost("/decisions", DecideAsync).RequireRateLimiting(RateLimits.Write);
        moderation.MapPost("/claims", ClaimAsync).RequireRateLimiting(RateLimits.Write);
        moderation.MapGet("/audit.jsonl", Export).RequirePermission(HubPermission.SeeAudit);
        SanctionEndpoints.Map(moderation);
    }

    /// <summary>Lines of the audit as lines of JSON, oldest first, sent as they are read.</summary>
    private static IResult Export(string? who, string? did, string? to, string? text, HttpContext context, Audit audit)
    {
        var query = new AuditQuery { Actor = who ?? "", Action = did ?? "", Target = to ?? "", Text = text ?? "" };
        var actor = Actor.From(context.User)!;
        return Results.Stream(async body =>
        {
            await using var writer = new StreamWriter(body, leaveOpen: true);
            await foreach (var line in audit.ReadAsync(actor, query, context.RequestAborted)) await writer.WriteAsync(line.ToJson() + "\n");
        }, "application/x-ndjson", "audit.jsonl");
    }

    private static async Task<IResult> DecideAsync(IFormCollection form, HttpContext context, Decider decider, Refusals refusals, CancellationToken cancellation)
    {
        var result = await decider.DecideAsync(Actor.From(context.User)!, form, cancellation);
        return Back(form, result, form["decision"].ToString(), refusals);
    }

    private static async Task<IResult> ClaimAsync(IFormCollection form, HttpContext context, ModerationQueue queue, Refusals refusals, CancellationToken cancellation)
    {
        var (actor, choice) = (Actor.From(context.User)!, form["claim"].ToString());
        var result = TargetOf(form) is not { } target ? null
            : choice == "claim" ? await queue.ClaimAsync(actor, target, cancellation)
            : await queue.ReleaseAsync(actor, target, cancellation);
        return Back(form, result, choice, refusals);
    }

    /// <summary>Back to the list that the form came from, with what came of it; null: the form was not filled in as the page has it.</summary>
    private static IResult Back(IFormCollection form, ActionResult? result, string done, Refusals refusals)
    {
        var query = QueueAddress.Back(form["back"]);
        query.Add("said", result?.Match(_ => done, _ => "gone", _ => "forbidden", _ => "refused") ?? "refused");
        if (result is ActionResult.Refused refused) query.Add("because", refusals.Write(refused.Sentence));
        return Results.LocalRedirect($"~/moderation{query}");
    }

    internal static ModerationTarget? TargetOf(IFormCollection form) =>
        Enum.TryParse<TargetKind>(form["kind"], out var kind) && Enum.IsDefined(kind) && Guid.TryParse(form["id"], out var id) ? new ModerationTarget(kind, id) : null;
}
