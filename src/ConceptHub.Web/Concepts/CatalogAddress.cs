using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Http.Extensions;

namespace ConceptHub.Web.Concepts;

/// <summary>What the catalog shows, as its address says it: every filter is a link, so it can be shared and needs no script.</summary>
public sealed record CatalogAddress
{
    private const int LongestText = 100, MostValues = 20, MostPagesAtOnce = 20;

    public string Text { get; init; } = "";
    public IReadOnlyList<ConceptKind> Kinds { get; init; } = [];
    public IReadOnlyList<string> Tags { get; init; } = [];
    public IReadOnlyList<Permission> Permissions { get; init; } = [];
    public IReadOnlyList<AgeRating> Ratings { get; init; } = [];
    public IReadOnlyList<string> BaseModels { get; init; } = [];

    /// <summary>Concepts of the recipe that the found ones have to fit beside.</summary>
    public IReadOnlyList<Guid> FitsBeside { get; init; } = [];
    public ConceptSort Sort { get; init; } = ConceptSort.Best;
    public int Page { get; init; } = 1;

    /// <summary>All pages up to this one, as far as somebody has scrolled.</summary>
    public bool IsUpToPage { get; init; }

    public bool IsPlain => !HasFilters && Text.Length == 0 && Page == 1;

    public bool HasFilters => Kinds.Count > 0 || FacetCount > 0;

    /// <summary>Filters other than kinds, which have their own row.</summary>
    public int FacetCount => Tags.Count + Permissions.Count + Ratings.Count + BaseModels.Count + (FitsBeside.Count > 0 ? 1 : 0);

    public ConceptQuery Query => new()
    {
        Text = Text,
        Kinds = [.. Kinds],
        Tags = [.. Tags],
        Permissions = [.. Permissions],
        Ratings = [.. Ratings],
        BaseModels = [.. BaseModels],
        FitsBeside = [.. FitsBeside],
        Sort = Sort,
        Page = Page,
        IsUpToPage = IsUpToPage,
    };

    /// <summary>The same search from its beginning, without filters.</summary>
    public CatalogAddress WithoutFilters => new() { Text = Text, Sort = Sort };

    /// <summary>The first page of the same.</summary>
    public CatalogAddress Start => this with { Page = 1, IsUpToPage = false };

    /// <summary>Where the catalog shows what a query finds, from its beginning.</summary>
    public static CatalogAddress Of(ConceptQuery query) => new()
    {
        Text = query.Text,
        Kinds = [.. query.Kinds],
        Tags = [.. query.Tags],
        Permissions = [.. query.Permissions],
        Ratings = [.. query.Ratings],
        BaseModels = [.. query.BaseModels],
        FitsBeside = [.. query.FitsBeside],
        Sort = query.Sort,
    };

    /// <summary>Reads the query values; words that mean nothing are ignored.</summary>
    public static CatalogAddress Read(IQueryCollection query)
    {
        var text = query["q"].ToString().Trim();
        var upTo = Number(query["upto"]);
        return new CatalogAddress
        {
            Text = text.Length > LongestText ? text[..LongestText] : text,
            Kinds = Named(query["kind"], KindWords.All, kind => kind.Word()),
            Tags = [.. query["tag"].OfType<string>().Where(tag => tag.Length > 0).Distinct().Take(MostValues)],
            Permissions = Named(query["may"], Enum.GetValues<Permission>(), FacetWords.Word),
            Ratings = Named(query["for"], Enum.GetValues<AgeRating>(), FacetWords.Word),
            BaseModels = [.. query["base"].OfType<string>().Where(hash => hash.Length > 0).Distinct().Take(MostValues)],
            FitsBeside = [.. query["fits"].ToString().Split(',').Select(id => Guid.TryParse(id, out var parsed) ? parsed : Guid.Empty).Where(id => id != Guid.Empty).Distinct().Take(64)],
            Sort = Enum.TryParse<ConceptSort>(query["sort"], ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : ConceptSort.Best,
            Page = upTo is { } scrolled ? Math.Clamp(scrolled, 1, MostPagesAtOnce) : Math.Clamp(Number(query["page"]) ?? 1, 1, ConceptSearch.MostPages),
            IsUpToPage = upTo is not null,
        };
    }

    public CatalogAddress Toggle(ConceptKind kind) => Start with { Kinds = Toggled(Kinds, kind) };

    public CatalogAddress Toggle(Permission permission) => Start with { Permissions = Toggled(Permissions, permission) };

    public CatalogAddress Toggle(AgeRating rating) => Start with { Ratings = Toggled(Ratings, rating) };

    public CatalogAddress ToggleTag(string tag) => Start with { Tags = Toggled(Tags, tag) };

    public CatalogAddress ToggleBase(string hash) => Start with { BaseModels = Toggled(BaseModels, hash) };

    /// <summary>Name and value of each part, in a fixed order; what is as usual is left out.</summary>
    public IEnumerable<(string Name, string Value)> Fields()
    {
        if (Text.Length > 0) yield return ("q", Text);
        foreach (var kind in KindWords.All.Where(Kinds.Contains)) yield return ("kind", kind.Word());
        foreach (var tag in Tags) yield return ("tag", tag);
        foreach (var permission in Permissions) yield return ("may", FacetWords.Word(permission));
        foreach (var rating in Ratings) yield return ("for", FacetWords.Word(rating));
        foreach (var hash in BaseModels) yield return ("base", hash);
        if (FitsBeside.Count > 0) yield return ("fits", string.Join(',', FitsBeside));
        if (Sort != ConceptSort.Best) yield return ("sort", Sort.ToString().ToLowerInvariant());
        if (Page > 1) yield return (IsUpToPage ? "upto" : "page", Page.ToString(CultureInfo.InvariantCulture));
    }

    public override string ToString()
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in Fields()) query.Add(name, value);
        return "./" + query.ToQueryString();
    }

    private static IReadOnlyList<T> Toggled<T>(IReadOnlyList<T> all, T one) => all.Contains(one) ? [.. all.Where(it => !Equals(it, one))] : [.. all, one];

    private static IReadOnlyList<T> Named<T>(IEnumerable<string?> words, IEnumerable<T> all, Func<T, string> word) =>
        [.. all.Where(it => words.Contains(word(it), StringComparer.OrdinalIgnoreCase))];

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
