using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>The catalog: plain HTML from the server; search, filters, order and page are in the address.</summary>
public sealed partial class CatalogPage
{
    // Without words there is no best match: the plain catalog begins with the newest.
    private IReadOnlyList<(ConceptSort Sort, string Name)> Sorts =>
    [
        .. Where.Text.Length > 0 ? [(ConceptSort.Best, ConceptsTexts.SortBest), (ConceptSort.Newest, ConceptsTexts.SortNewest)] : new[] { (ConceptSort.Best, ConceptsTexts.SortNewest) },
        (ConceptSort.Trending, ConceptsTexts.SortTrending),
        (ConceptSort.MostUsed, ConceptsTexts.SortMostUsed),
        (ConceptSort.BestRated, ConceptsTexts.SortBestRated),
        (ConceptSort.MostRecipes, ConceptsTexts.SortMostRecipes),
        (ConceptSort.BestKept, ConceptsTexts.SortBestKept),
        (ConceptSort.Name, ConceptsTexts.SortName),
    ];

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    private CatalogAddress Where { get; set; } = new();

    private FoundConcepts Found { get; set; } = FoundConcepts.Nothing;

    private int Total => Found.Cards.Total;

    protected override async Task OnParametersSetAsync()
    {
        Where = CatalogAddress.Read(Http.Request.Query);
        Found = await Search.FindAsync(Where.Query, CancellationToken.None);
    }

    private int Count(ConceptKind kind) => Found.Facets.Kinds.GetValueOrDefault(kind);
}
