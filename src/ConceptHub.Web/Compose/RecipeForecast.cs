using ConceptHub.BlockLora;
using ConceptHub.Engine;

namespace ConceptHub.Web.Compose;

/// <summary>Which concepts of a recipe will disturb each other. Adapters are looked at when they come into the recipe; strengths cost nothing.</summary>
internal sealed class RecipeForecast(ConflictForecast forecast)
{
    private string _asked = "";
    private IReadOnlyDictionary<(Guid, Guid), PairForecast> _pairs = new Dictionary<(Guid, Guid), PairForecast>();

    /// <summary>Concepts that came lately are still being looked at.</summary>
    public bool IsLooking { get; private set; }

    /// <summary>Looks at the concepts that take part, unless they were looked at before.</summary>
    public async Task LookAsync(IReadOnlyList<RecipeItem> items)
    {
        var parts = items.Where(item => item.IsUsed).Select(item => new RecipeAdapter(item.Entry.ConceptId, item.Name, item.Version!.AdapterBlob, item.Entry.Strength)).ToList();
        var asked = string.Join('/', parts.Select(part => part.AdapterBlob));
        if (asked == _asked) return;
        (_asked, IsLooking) = (asked, true);
        var pairs = await forecast.OfAsync(parts, CancellationToken.None);
        if (asked != _asked) return; // the recipe went on meanwhile
        _pairs = pairs.ToDictionary(pair => (pair.Overlap.First, pair.Overlap.Second));
        IsLooking = false;
    }

    /// <summary>All pairs that take part, the worst first.</summary>
    public IReadOnlyList<RecipePair> Pairs(IReadOnlyList<RecipeItem> items)
    {
        var used = items.Where(item => item.IsUsed).ToList();
        var pairs =
            from first in Enumerable.Range(0, used.Count)
            from second in Enumerable.Range(first + 1, used.Count - first - 1)
            let pair = Between(used[first], used[second])
            where pair is not null
            orderby pair.Forecast.Crosstalk descending
            select pair;
        return [.. pairs];
    }

    private RecipePair? Between(RecipeItem first, RecipeItem second)
    {
        if (_pairs.TryGetValue((first.Entry.ConceptId, second.Entry.ConceptId), out var pair)) return new RecipePair(first, second, pair.At(first.Entry.Strength, second.Entry.Strength));
        return _pairs.TryGetValue((second.Entry.ConceptId, first.Entry.ConceptId), out pair) ? new RecipePair(second, first, pair.At(second.Entry.Strength, first.Entry.Strength)) : null;
    }
}
