using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Moderation;

/// <summary>Takes a moderator's decision from a plain form and goes back to the list.</summary>
public static class ModerationEndpoints
{
    public static void MapHubModeration(this IEndpointRouteBuilder routes)
    {
        var moderation = routes.MapGroup("/moderation").RequireAuthorization(policy => policy.RequireRole(HubRoles.Moderator, HubRoles.Administrator));
        moderation.MapPost("/decisions", DecideAsync).RequireRateLimiting(RateLimits.Write);
        moderation.MapGet("/audit.jsonl", Export);
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

    private static async Task<IResult> DecideAsync(
        IFormCollection form, HttpContext context, Catalog.Moderation moderation, CancellationToken cancellation)
    {
        var said = Decision.Read(form) is { } decision ? await ActAsync(moderation, Actor.From(context.User)!, decision, cancellation) : "refused";
        var show = form["back"] == "closed" ? "&show=closed" : "";
        return Results.LocalRedirect($"~/moderation?said={said}{show}");
    }

    private static async Task<string> ActAsync(Catalog.Moderation moderation, Actor actor, Decision decision, CancellationToken cancellation)
    {
        switch (decision.Choice)
        {
            case "hide": return Word(await moderation.HideAsync(actor, decision.Target, decision.Reason, cancellation), "hide");
            case "restore": return Word(await moderation.RestoreAsync(actor, decision.Target, decision.Reason, cancellation), "restore");
            case "dismiss":
                var said = "gone";
                foreach (var report in decision.Reports)
                {
                    said = Word(await moderation.DismissAsync(actor, report, decision.Reason, cancellation), "dismiss");
                    if (said != "dismiss") break;
                }

                return said;
            default: return "refused";
        }
    }

    private static string Word(ActionResult result, string done) => result.Match(_ => done, _ => "gone", _ => "forbidden", _ => "refused");

    private sealed record Decision(ModerationTarget Target, string Choice, string Reason, IReadOnlyList<Guid> Reports)
    {
        /// <summary>Null when the form does not name an item or gives no reason.</summary>
        public static Decision? Read(IFormCollection form)
        {
            var reason = form["reason"].ToString().Trim();
            if (reason.Length is < 3 or > 1000) return null;
            if (!Enum.TryParse<TargetKind>(form["kind"], out var kind) || !Enum.IsDefined(kind) || !Guid.TryParse(form["id"], out var id)) return null;
            var reports = form["report"].Select(text => Guid.TryParse(text, out var report) ? report : Guid.Empty).Where(report => report != Guid.Empty);
            return new Decision(new ModerationTarget(kind, id), form["decision"].ToString(), reason, [.. reports]);
        }
    }
}
