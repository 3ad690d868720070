using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Moderation;

/// <summary>Takes what moderators decide about accounts and appeals from plain forms.</summary>
internal static class SanctionEndpoints
{
    private const int LongestName = 64;

    public static void Map(RouteGroupBuilder moderation)
    {
        moderation.MapPost("/sanctions", SanctionAsync).RequireRateLimiting(RateLimits.Write);
        moderation.MapPost("/appeals", AnswerAsync).RequireRateLimiting(RateLimits.Write);
    }

    private static async Task<IResult> SanctionAsync(IFormCollection form, HttpContext context, Catalog.Sanctions sanctions, Refusals refusals, TimeProvider clock, CancellationToken cancellation)
    {
        var (actor, act, name) = (Actor.From(context.User)!, form["act"].ToString(), form["name"].ToString());
        var grounds = new Grounds(Enum.TryParse<DecisionReason>(form["code"], out var code) ? code : DecisionReason.Own, form["reason"].ToString().Trim());
        DateTimeOffset? until = int.TryParse(form["days"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days < 10_000 ? clock.GetUtcNow().AddDays(days) : null;
        ActionResult? result = (act, Id(form, "member"), Id(form, "id")) switch
        {
            ("mute", { } member, _) => await sanctions.MuteAsync(actor, member, until, grounds, cancellation),
            ("suspend", { } member, _) => await sanctions.SuspendAsync(actor, member, until, grounds, cancellation),
            ("ban", { } member, _) => await sanctions.BanAsync(actor, member, grounds, cancellation),
            ("lift", _, { } sanction) => await sanctions.LiftAsync(actor, sanction, grounds, cancellation),
            ("void", _, { } strike) => await sanctions.VoidAsync(actor, strike, grounds, cancellation),
            _ => null,
        };
        return name.Length is > 0 and <= LongestName ? Back($"~/moderation/members/{Uri.EscapeDataString(name)}?", act, result, refusals) : Back("~/moderation?", act, result, refusals);
    }

    private static async Task<IResult> AnswerAsync(IFormCollection form, HttpContext context, Appeals appeals, Refusals refusals, CancellationToken cancellation)
    {
        var (actor, answer, text) = (Actor.From(context.User)!, form["answer"].ToString(), form["text"].ToString());
        ActionResult? result = (answer, Id(form, "id")) switch
        {
            ("uphold", { } id) => await appeals.UpholdAsync(actor, id, text, cancellation),
            ("overturn", { } id) => await appeals.OverturnAsync(actor, id, text, cancellation),
            _ => null,
        };
        return Back("~/moderation?show=appeals&", answer, result, refusals);
    }

    /// <summary>Back to the page that the form is on, with what came of it; null: the form was not filled in as the page has it.</summary>
    private static IResult Back(string page, string done, ActionResult? result, Refusals refusals)
    {
        var said = result?.Match(_ => done, _ => "gone", _ => "forbidden", _ => "refused") ?? "refused";
        var because = result is ActionResult.Refused refused ? "&because=" + Uri.EscapeDataString(refusals.Write(refused.Sentence)) : "";
        return Results.LocalRedirect($"{page}said={said}{because}");
    }

    private static Guid? Id(IFormCollection form, string field) => Guid.TryParse(form[field], out var id) ? id : null;
}
