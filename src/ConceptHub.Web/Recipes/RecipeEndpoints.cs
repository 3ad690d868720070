using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Recipes;

/// <summary>Exports: of a saved recipe, and of what stands in the composer.</summary>
public static class RecipeEndpoints
{
    public static void MapHubRecipes(this IEndpointRouteBuilder routes)
    {
        var exports = routes.MapGroup(RecipeAddress.All).RequireAuthorization().RequireRateLimiting(RateLimits.Export);
        exports.MapGet("/{id:guid}/export/{format}", SavedAsync);
        exports.MapGet("/export/{format}", ComposedAsync);
    }

    private static async Task<IResult> SavedAsync(Guid id, string format, HttpContext context, Catalog.Recipes recipes, RecipeExports exports, CancellationToken cancellation)
    {
        var actor = Actor.From(context.User)!;
        if (RecipeAddress.Format(format) is not { } known || await recipes.FindAsync(id, actor, cancellation) is not { } recipe) return Results.NotFound();
        var request = context.Request;
        var address = $"{request.Scheme}://{request.Host}{request.PathBase}/{RecipeAddress.Of(id)}";
        return Send(context, await exports.MakeAsync(actor, new ExportOrder(known, recipe.Entries, recipe.Card.Title, address), cancellation));
    }

    private static async Task<IResult> ComposedAsync(string format, string? r, HttpContext context, RecipeExports exports, CancellationToken cancellation)
    {
        if (RecipeAddress.Format(format) is not { } known) return Results.NotFound();
        return Send(context, await exports.MakeAsync(Actor.From(context.User)!, new ExportOrder(known, ComposeAddress.Entries(r ?? ""), null, null), cancellation));
    }

    private static IResult Send(HttpContext context, ExportResult result)
    {
        context.Response.Headers.CacheControl = "no-store"; // a takedown must reach everyone at once
        return result.Match(
            made => Results.Stream(made.Archive, "application/zip", made.FileName),
            refused => Results.Problem(string.Join(' ', refused.Problems), statusCode: StatusCodes.Status409Conflict, title: RecipesTexts.CannotExport));
    }
}
