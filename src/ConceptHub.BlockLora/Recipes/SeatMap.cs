namespace ConceptHub.BlockLora;

/// <summary>A concept's place in a recipe.</summary>
/// <param name="Energy">When known, overlaps are weighed by it too.</param>
public sealed record SeatedConcept(Guid ConceptId, Codeword Codeword, AdapterEnergy? Energy = null);

/// <summary>The picture of a recipe: sites by blocks, and in each cell the concepts that hold it.</summary>
public sealed class SeatMap
{
    private readonly List<Guid>[,] _cells; // [sites, blocks]

    private SeatMap(List<Guid>[,] cells) => _cells = cells;

    public int Sites => _cells.GetLength(0);

    public int Blocks => _cells.GetLength(1);

    /// <summary>The concepts in a cell, in the order of the recipe: none, its owner, or several in conflict.</summary>
    public IReadOnlyList<Guid> this[int site, int block] => _cells[site, block];

    /// <summary>All cells held by more than one concept.</summary>
    public IEnumerable<(int Site, int Block)> Conflicts =>
        from site in Enumerable.Range(0, Sites) from block in Enumerable.Range(0, Blocks) where _cells[site, block].Count > 1 select (site, block);

    /// <param name="sites">L of the codebook; every codeword has as many.</param>
    /// <param name="blocks">K of the codebook.</param>
    /// <exception cref="ArgumentException">A concept occurs twice or its codeword is of another codebook.</exception>
    public static SeatMap Of(IReadOnlyList<SeatedConcept> concepts, int sites, int blocks)
    {
        var cells = new List<Guid>[sites, blocks];
        for (var site = 0; site < sites; site++)
            for (var block = 0; block < blocks; block++) cells[site, block] = [];

        var seen = new HashSet<Guid>();
        foreach (var concept in concepts)
        {
            if (!seen.Add(concept.ConceptId)) throw new ArgumentException($"Concept {concept.ConceptId} is in the recipe twice.", nameof(concepts));
            if (concept.Codeword.Blocks.Count != sites || concept.Codeword.Blocks.Any(block => block < 0 || block >= blocks))
                throw new ArgumentException($"The codeword of concept {concept.ConceptId} is of another codebook.", nameof(concepts));
            for (var site = 0; site < sites; site++) cells[site, concept.Codeword[site]].Add(concept.ConceptId);
        }

        return new SeatMap(cells);
    }
}
