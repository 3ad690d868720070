namespace ConceptHub.Catalog;

/// <summary>The first of many in a query's order, without sorting the others: a heap with the worst of them on top.</summary>
internal sealed class BestOf
{
    private readonly ConceptQuery _asked;
    private readonly int _most;
    private readonly IComparer<Candidate> _order;
    private readonly PriorityQueue<Candidate, Candidate> _kept;

    public BestOf(ConceptQuery asked, List<ConceptFacts> facts)
    {
        (_asked, _most) = (asked, asked.Page * ConceptSearch.PageSize);
        _order = Comparer<Candidate>.Create(Order(asked, facts));
        _kept = new PriorityQueue<Candidate, Candidate>(Comparer<Candidate>.Create((first, second) => _order.Compare(second, first)));
    }

    public void Offer(Candidate candidate)
    {
        if (_kept.Count < _most) _kept.Enqueue(candidate, candidate);
        else if (_order.Compare(candidate, _kept.Peek()) < 0) _kept.EnqueueDequeue(candidate, candidate);
    }

    /// <summary>The asked page, or all up to it, best first.</summary>
    public IEnumerable<Candidate> Page()
    {
        var best = _kept.UnorderedItems.Select(it => it.Element).Order(_order);
        return _asked.IsUpToPage ? best : best.Skip(_most - ConceptSearch.PageSize);
    }

    private static Comparison<Candidate> Order(ConceptQuery asked, List<ConceptFacts> facts)
    {
        Comparison<Candidate> newest = (x, y) => facts[y.Row].PublishedAt.CompareTo(facts[x.Row].PublishedAt);
        Comparison<Candidate> main = asked.Sort switch
        {
            ConceptSort.Best when asked.Text.Length > 0 => (x, y) => x.Rank.CompareTo(y.Rank) is not 0 and var rank ? rank : facts[y.Row].Trend.CompareTo(facts[x.Row].Trend),
            ConceptSort.Best or ConceptSort.Newest => newest,
            ConceptSort.Trending => (x, y) => facts[y.Row].Trend.CompareTo(facts[x.Row].Trend),
            ConceptSort.MostUsed => (x, y) => facts[y.Row].PicturesMade.CompareTo(facts[x.Row].PicturesMade),
            ConceptSort.BestRated => (x, y) => facts[y.Row].Stars.CompareTo(facts[x.Row].Stars),
            ConceptSort.MostRecipes => (x, y) => facts[y.Row].RecipesMade.CompareTo(facts[x.Row].RecipesMade),
            ConceptSort.BestKept => (x, y) => (facts[y.Row].Kept ?? -1).CompareTo(facts[x.Row].Kept ?? -1),
            ConceptSort.Name => (x, y) => string.Compare(facts[x.Row].Name, facts[y.Row].Name, StringComparison.OrdinalIgnoreCase),
        };
        return (x, y) => main(x, y) is not 0 and var first ? first : newest(x, y) is not 0 and var second ? second : y.Row.CompareTo(x.Row);
    }
}
