using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Http.Extensions;

namespace ConceptHub.Web.Concepts;

/// <summary>What the catalog shows, as its address says it: every filter is a link, so it can be shared and needs no script.</summary>
public sealed record CatalogAddress(string Text, IReadOnlyList<ConceptKind> Kinds, ConceptSort Sort, int Page)
{
    /// <summary>Reads the query values; words that mean nothing are ignored.</summary>
    public static CatalogAddress Read(string? text, IReadOnlyList<string>? kinds, string? sort, int? page) => new(
        (text ?? "").Trim() is { Length: > 100 } long_ ? long_[..100] : (text ?? "").Trim(),
        [.. KindWords.All.Where(kind => (kinds ?? []).Contains(kind.Word(), StringComparer.OrdinalIgnoreCase))],
        Enum.TryParse<ConceptSort>(sort, ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : ConceptSort.Best,
        Math.Clamp(page ?? 1, 1, 100_000));

    public bool IsPlain => Text.Length == 0 && Kinds.Count == 0 && Page == 1;

    public ConceptQuery Query => new() { Text = Text, Kinds = [.. Kinds], Sort = Sort, Page = Page };

    public CatalogAddress Toggle(ConceptKind kind) => this with
    {
        Kinds = Kinds.Contains(kind) ? [.. Kinds.Where(k => k != kind)] : [.. Kinds, kind],
        Page = 1,
    };

    public override string ToString()
    {
        var query = new QueryBuilder();
        if (Text.Length > 0) query.Add("q", Text);
        foreach (var kind in KindWords.All.Where(Kinds.Contains)) query.Add("kind", kind.Word());
        if (Sort != ConceptSort.Best) query.Add("sort", Sort.ToString().ToLowerInvariant());
        if (Page > 1) query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "./" + query.ToQueryString();
    }
}
