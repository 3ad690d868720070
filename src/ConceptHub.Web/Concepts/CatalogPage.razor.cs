using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>The catalog: plain HTML from the server; search, kinds, order and page are in the address.</summary>
public sealed partial class CatalogPage
{
    // Without words there is no best match: the plain catalog begins with the newest.
    private IReadOnlyList<(ConceptSort Sort, string Name)> Sorts =>
    [
        .. Where.Text.Length > 0 ? [(ConceptSort.Best, ConceptsTexts.SortBest), (ConceptSort.Newest, ConceptsTexts.SortNewest)] : new[] { (ConceptSort.Best, ConceptsTexts.SortNewest) },
        (ConceptSort.MostUsed, ConceptsTexts.SortMostUsed),
        (ConceptSort.Name, ConceptsTexts.SortName),
    ];

    [SupplyParameterFromQuery(Name = "q")] private string? Text { get; set; }
    [SupplyParameterFromQuery(Name = "kind")] private string[]? Kind { get; set; }
    [SupplyParameterFromQuery(Name = "sort")] private string? Sort { get; set; }
    [SupplyParameterFromQuery(Name = "page")] private int? Page { get; set; }

    private CatalogAddress Where { get; set; } = CatalogAddress.Read(null, null, null, null);

    private FoundConcepts Found { get; set; } = new(new PageOf<ConceptCard>([], 0, 1, 1), new Dictionary<ConceptKind, int>());

    protected override async Task OnParametersSetAsync()
    {
        Where = CatalogAddress.Read(Text, Kind, Sort, Page);
        Found = await Search.FindAsync(Where.Query, CancellationToken.None);
    }

    private int Count(ConceptKind kind) => Found.KindCounts.GetValueOrDefault(kind);
}
