using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Compose;
using Microsoft.AspNetCore.Http.Extensions;

namespace ConceptHub.Web.Recipes;

/// <summary>Addresses of a saved recipe.</summary>
public static class RecipeAddress
{
    public const string All = "recipes";

    public static string Of(Guid id) => $"{All}/{id}";

    public static string Edit(Guid id) => $"{All}/{id}/edit";

    /// <summary>Recipes of one member.</summary>
    public static string By(string userName) => $"{All}?by={Uri.EscapeDataString(userName)}";

    /// <summary>Opens the composer with all of it; what is saved there is a remix.</summary>
    public static string Compose(RecipeDetails recipe)
    {
        var state = ComposeState.From(recipe.Settings, recipe.Entries);
        state.ParentId = recipe.Card.Id;
        return ComposeAddress.Of(state);
    }

    public static string Export(Guid id, ExportFormat format) => $"{All}/{id}/export/{Word(format)}";

    /// <summary>Exports what was never saved.</summary>
    public static string Export(IEnumerable<RecipeEntry> entries, ExportFormat format) =>
        $"{All}/export/{Word(format)}" + new QueryBuilder { { "r", ComposeAddress.Write(entries) } };

    /// <summary>Null for a word that names no format.</summary>
    public static ExportFormat? Format(string word) => Enum.GetValues<ExportFormat>().Cast<ExportFormat?>().FirstOrDefault(format => Word(format!.Value) == word);

    private static string Word(ExportFormat format) => format.ToString().ToLowerInvariant();
}

/// <summary>What the list of recipes shows, as its address says it.</summary>
public sealed record RecipesAddress(string Text, string? Maker, Guid? Concept, int Page)
{
    private const int LongestText = 100;

    /// <summary>Reads the query values.</summary>
    public static RecipesAddress Read(string? text, string? maker, Guid? concept, int? page)
    {
        var trimmed = (text ?? "").Trim();
        return new(trimmed.Length > LongestText ? trimmed[..LongestText] : trimmed, string.IsNullOrWhiteSpace(maker) ? null : maker.Trim(), concept, Math.Clamp(page ?? 1, 1, 100_000));
    }

    public bool IsPlain => this is { Text.Length: 0, Maker: null, Concept: null, Page: 1 };

    public RecipeQuery Query => new() { Text = Text, Maker = Maker, ConceptId = Concept, Page = Page };

    public override string ToString()
    {
        var query = new QueryBuilder();
        if (Text.Length > 0) query.Add("q", Text);
        if (Maker is not null) query.Add("by", Maker);
        if (Concept is { } concept) query.Add("concept", concept.ToString());
        if (Page > 1) query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return RecipeAddress.All + query.ToQueryString();
    }
}
