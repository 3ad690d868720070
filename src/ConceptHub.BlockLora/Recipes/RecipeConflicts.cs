namespace ConceptHub.BlockLora;

/// <summary>What two concepts of a recipe share.</summary>
/// <param name="SharedSites">Sites where both hold the same block; their changes add up there.</param>
/// <param name="Share">Shared sites of all sites, 0 to 1.</param>
/// <param name="Energy">Energy overlap, 0 to 1; null when an adapter's energy is not known.</param>
public sealed record ConceptOverlap(Guid First, Guid Second, IReadOnlyList<int> SharedSites, double Share, double? Energy);

/// <summary>
/// Where the concepts of a recipe collide. Overlap is no proof of a bad picture (the changes add up in the shared rows), and none is
/// no proof of a good one (later layers mix channels); it is what can be said without drawing.
/// </summary>
public sealed class RecipeConflicts
{
    private RecipeConflicts(SeatMap seatMap, IReadOnlyList<ConceptOverlap> pairs)
    {
        SeatMap = seatMap;
        Pairs = pairs;
    }

    public SeatMap SeatMap { get; }

    /// <summary>Pairs that share at least one site, the most shared first.</summary>
    public IReadOnlyList<ConceptOverlap> Pairs { get; }

    /// <inheritdoc cref="SeatMap.Of"/>
    public static RecipeConflicts Of(IReadOnlyList<SeatedConcept> concepts, int sites, int blocks)
    {
        var map = SeatMap.Of(concepts, sites, blocks);
        var pairs = new List<ConceptOverlap>();
        for (var i = 0; i < concepts.Count; i++)
            for (var j = i + 1; j < concepts.Count; j++)
                if (Between(concepts[i], concepts[j]) is { SharedSites.Count: > 0 } overlap) pairs.Add(overlap);
        return new RecipeConflicts(map, [.. pairs.OrderByDescending(p => p.SharedSites.Count).ThenByDescending(p => p.Energy)]);
    }

    /// <summary>The overlap of one pair, empty or not.</summary>
    public static ConceptOverlap Between(SeatedConcept first, SeatedConcept second)
    {
        var shared = first.Codeword.SitesSharedWith(second.Codeword);
        var energy = first.Energy is { } one && second.Energy is { } two ? one.OverlapWith(two, shared) : (double?)null;
        return new ConceptOverlap(first.ConceptId, second.ConceptId, shared, (double)shared.Count / first.Codeword.Blocks.Count, energy);
    }
}
