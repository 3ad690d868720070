using ConceptHub.Catalog;
using ConceptHub.Web.Accounts;
using ConceptHub.Web.Moderation;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Http.Extensions;

namespace ConceptHub.Web.Safety;

/// <summary>Blocks, lifts blocks and takes down what they fit, from the plain forms of <see cref="BlocksPage"/> and <see cref="BlockPage"/>.</summary>
public static class BlockEndpoints
{
    public static void MapHubBlocks(this IEndpointRouteBuilder routes)
    {
        var blocks = routes.MapGroup("/moderation/blocks").RequirePermission(HubPermission.Moderate).RequireRateLimiting(RateLimits.Write);
        blocks.MapPost("/add", AddAsync).WithFormOptions(multipartBodyLengthLimit: LoraUploads.MaximumBytes).WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(LoraUploads.MaximumBytes));
        blocks.MapPost("/lift", LiftAsync);
        blocks.MapPost("/take-down", TakeDownAsync);
    }

    private static async Task<IResult> AddAsync(IFormCollection form, HttpContext context, ContentBlocks blocks, Refusals refusals, CancellationToken cancellation)
    {
        var (wanted, problem) = await WantedAsync(form, blocks, cancellation);
        if (problem is not null) return Refused(form, refusals, problem);

        AddBlockResult result = new AddBlockResult.Refused(SafetyTexts.ChooseSomething);
        foreach (var (kind, hash) in wanted)
        {
            result = await blocks.AddAsync(Actor.From(context.User)!, new ContentBlockDraft(kind, hash, form["title"].ToString(), GroundsOf(form), form["note"].ToString()), cancellation);
            if (result is AddBlockResult.Refused) break;
        }

        return result.Match(
            added => wanted.Count > 1 ? Back("", "blocked") : Back($"/{added.Id}", "blocked"),
            already => wanted.Count > 1 ? Back("", "blocked") : Back($"/{already.Id}", "already"),
            _ => Results.Forbid(),
            refused => Refused(form, refusals, refused.Sentence));
    }

    private static async Task<IResult> LiftAsync(IFormCollection form, HttpContext context, ContentBlocks blocks, Refusals refusals, CancellationToken cancellation)
    {
        if (!Guid.TryParse(form["id"], out var id)) return Back("", "gone");
        var result = await blocks.LiftAsync(Actor.From(context.User)!, id, form["reason"].ToString(), cancellation);
        return result.Match(_ => Back($"/{id}", "lifted"), _ => Back("", "gone"), _ => Results.Forbid(), refused => Back($"/{id}", "refused", refusals.Write(refused.Sentence)));
    }

    private static async Task<IResult> TakeDownAsync(IFormCollection form, HttpContext context, BlockMatches matches, Refusals refusals, CancellationToken cancellation)
    {
        if (!Guid.TryParse(form["id"], out var id) || await matches.TakeDownAsync(Actor.From(context.User)!, id, GroundsOf(form), cancellation) is not { } result) return Back("", "gone");
        return result.Problems.Count == 0 ? Back($"/{id}", "taken-down") : Back($"/{id}", "partly", refusals.Write(string.Join(' ', result.Problems.Take(3))));
    }

    /// <summary>What is chosen of an item, or one hash that was typed or is of a file.</summary>
    private static async Task<(IReadOnlyList<(ContentBlockKind Kind, string Hash)> Wanted, string? Problem)> WantedAsync(IFormCollection form, ContentBlocks blocks, CancellationToken cancellation)
    {
        if (!Enum.TryParse<ContentBlockKind>(form["kind"], out var kind) || !Enum.IsDefined(kind))
            return ([.. form["what"].Select(what => what?.Split(':') is [var name, var hash] && Enum.TryParse<ContentBlockKind>(name, out var its) ? (its, hash) : ((ContentBlockKind)(-1), ""))], null);
        if (form.Files["file"] is not { Length: > 0 } file) return ([(kind, form["hash"].ToString())], null);

        await using var content = file.OpenReadStream();
        return (await blocks.HashAsync(kind, content, cancellation)).Match<(IReadOnlyList<(ContentBlockKind, string)>, string?)>(taken => ([(kind, taken.Hash)], null), refused => ([], refused.Sentence));
    }

    private static Grounds GroundsOf(IFormCollection form) => new(Enum.TryParse<DecisionReason>(form["code"], out var code) ? code : DecisionReason.Own, form["reason"].ToString().Trim());

    /// <summary>Back to the item whose hashes were shown, with the sentence.</summary>
    private static IResult Refused(IFormCollection form, Refusals refusals, string sentence)
    {
        var query = new QueryBuilder { { "said", "refused" }, { "because", refusals.Write(sentence) } };
        foreach (var name in new[] { "concept", "picture" })
            if (Guid.TryParse(form[name], out var id)) query.Add(name, id.ToString());
        return Results.LocalRedirect($"~/moderation/blocks{query}");
    }

    private static IResult Back(string path, string said, string? because = null)
    {
        var query = new QueryBuilder { { "said", said } };
        if (because is not null) query.Add("because", because);
        return Results.LocalRedirect($"~/moderation/blocks{path}{query}");
    }
}
