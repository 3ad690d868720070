using System.Globalization;
using ConceptHub.Catalog;

namespace ConceptHub.Web.Moderation;

/// <summary>Reads a moderator's decision from a plain form and carries it out.</summary>
internal sealed class Decider(Catalog.Moderation moderation, ConceptActs acts, FirstReviews reviews)
{
    /// <returns>Null when the form does not name an item or a decision.</returns>
    public async Task<ActionResult?> DecideAsync(Actor actor, IFormCollection form, CancellationToken cancellation)
    {
        if (ModerationEndpoints.TargetOf(form) is not { } target) return null;
        var grounds = new Grounds(Enum.TryParse<DecisionReason>(form["code"], out var code) ? code : DecisionReason.Own, form["reason"].ToString().Trim()) { Points = Points(form, code) };
        return form["decision"].ToString() switch
        {
            "hide" => await moderation.HideAsync(actor, target, grounds, cancellation),
            "restore" => await moderation.RestoreAsync(actor, target, grounds, cancellation),
            "dismiss" => await DismissAsync(actor, Ids(form, "report"), grounds, cancellation),
            "approve" when Moment(form, "asked") is { } asked => await reviews.ApproveAsync(actor, target.Id, asked, grounds is { Code: DecisionReason.Own, Text: "" } ? grounds with { Text = "A moderator looked at it, and it is fine." } : grounds, cancellation),
            "refuse" => await reviews.RefuseAsync(actor, target.Id, grounds, cancellation),
            "unpublish" => await acts.UnpublishAsync(actor, target.Id, grounds, cancellation),
            "rate" when Enum.TryParse<AgeRating>(form["rating"], out var rating) => await acts.RateAsync(actor, target.Id, rating, grounds, cancellation),
            "rename" => await acts.RenameAsync(actor, target.Id, form["name"].ToString(), grounds, cancellation),
            "lock" => await acts.LockAsync(actor, target.Id, Fields(form), grounds, cancellation),
            "pictures" => await acts.RemovePicturesAsync(actor, target.Id, Ids(form, "picture"), grounds, cancellation),
            _ => null,
        };
    }

    private async Task<ActionResult> DismissAsync(Actor actor, IReadOnlyList<Guid> reports, Grounds grounds, CancellationToken cancellation)
    {
        ActionResult said = new ActionResult.NotFound();
        foreach (var report in reports)
        {
            said = await moderation.DismissAsync(actor, report, grounds, cancellation);
            if (said is not ActionResult.Done) return said;
        }

        return said;
    }

    // Nothing chosen: as the catalogue proposes. No number is asked about what takes nothing.
    private static int Points(IFormCollection form, DecisionReason code) =>
        !form.ContainsKey("points") || form["decision"].ToString() is "restore" or "dismiss" ? 0
        : form["points"].ToString() is { Length: > 0 } chosen ? (int.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var points) ? points : -1)
        : Grounds.ProposedPoints(code);

    private static DateTimeOffset? Moment(IFormCollection form, string name) =>
        long.TryParse(form[name], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    private static ConceptFields Fields(IFormCollection form) =>
        form["field"].Aggregate(ConceptFields.None, (fields, word) => fields | (Enum.TryParse<ConceptFields>(word, out var field) ? field : ConceptFields.None));

    private static IReadOnlyList<Guid> Ids(IFormCollection form, string name) =>
        [.. form[name].Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];
}
