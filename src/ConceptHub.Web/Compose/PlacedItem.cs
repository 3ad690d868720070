using ConceptHub.Catalog;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Web.Live;

namespace ConceptHub.Web.Compose;

/// <summary>Where a concept of the recipe will be in the picture.</summary>
/// <param name="IsChosen">Somebody put it there; else people and things that are called together stand side by side.</param>
internal sealed record PlacedItem(RecipeItem Item, RecipeRegion Region, bool IsChosen)
{
    public static RecipeRegion Whole { get; } = new(0, 0, 100, 100);

    /// <summary>Those that will have a place, as the engine sees it (<see cref="FigurePlan"/>).</summary>
    public static IReadOnlyList<PlacedItem> Of(IReadOnlyList<RecipeItem> items, string prompt)
    {
        var figures = items.Where(item => item.IsUsed && IsFigure(item)).ToList();
        var boxes = FigurePlan.Boxes(prompt, [.. figures.Select(item => (item.Concept!.Card.TriggerWord.Trim('<', '>'), item.Concept.Card.ClassWord, JobRequests.Box(item.Entry.Region)))]);
        return [.. items.Where(item => item.IsUsed).Select(item => item.Entry.Region is { } chosen ? chosen == Whole ? null : new PlacedItem(item, chosen, IsChosen: true)
            : figures.IndexOf(item) is >= 0 and var at && boxes[at] is { } box ? new PlacedItem(item, Percent(box), IsChosen: false) : null).OfType<PlacedItem>()];
    }

    /// <summary>The grid with the places that people and things have in the picture of all whom it is about.</summary>
    public static GridPlan Keep(GridPlan grid, IReadOnlyList<RecipeItem> items, string prompt) => grid with
    {
        Places = Of([.. items.Select(item => grid.IsAbout(item.Entry.ConceptId) ? item with { Entry = item.Entry with { Enabled = true } } : item)], prompt)
            .Where(placed => IsFigure(placed.Item)).ToDictionary(placed => placed.Item.Entry.ConceptId, placed => placed.Region),
    };

    /// <summary>Whether it is drawn by itself where several are called.</summary>
    public static bool IsFigure(RecipeItem item) => item.Concept is { } concept && FigurePlan.IsFigure(concept.Card.Kind);

    private static RecipeRegion Percent(PictureBox box)
    {
        var (left, top) = ((int)MathF.Round(box.Left * 100), (int)MathF.Round(box.Top * 100));
        return new RecipeRegion(left, top, Math.Min((int)MathF.Round(box.Width * 100), 100 - left), Math.Min((int)MathF.Round(box.Height * 100), 100 - top));
    }
}
