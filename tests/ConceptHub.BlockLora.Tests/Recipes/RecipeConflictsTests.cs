using ConceptHub.BlockLora.Tests.Adapters;

namespace ConceptHub.BlockLora.Tests.Recipes;

public sealed class RecipeConflictsTests
{
    private static readonly Codebook Codebook = Small.Codebook;

    [Fact]
    public void Fifteen_concepts_of_one_pool_share_nothing()
    {
        var conflicts = Conflicts(Enumerable.Range(160, 15));

        Assert.Empty(conflicts.Pairs);
        Assert.Empty(conflicts.SeatMap.Conflicts);
    }

    [Fact]
    public void Every_concept_sits_once_at_every_site()
    {
        var concepts = Enumerable.Range(0, 40).Select(i => Seat(i * 37)).ToList();

        var map = RecipeConflicts.Of(concepts, Codebook.Sites, Codebook.Blocks).SeatMap;

        for (var site = 0; site < map.Sites; site++)
        {
            var seated = Enumerable.Range(0, map.Blocks).SelectMany(block => map[site, block]);
            Assert.Equal(concepts.Select(c => c.ConceptId).Order(), seated.Order());
        }
    }

    [Fact]
    public void Pairs_and_conflicting_cells_tell_the_same()
    {
        var concepts = new[] { 0, 17, 35, 300, 4095, 1024 }.Select(number => Seat(number)).ToList();

        var conflicts = RecipeConflicts.Of(concepts, Codebook.Sites, Codebook.Blocks);

        var fromPairs = conflicts.Pairs.SelectMany(pair => pair.SharedSites.Select(site => (site, pair.First, pair.Second))).Order();
        var fromMap = conflicts.SeatMap.Conflicts.SelectMany(cell => Couples(conflicts.SeatMap[cell.Site, cell.Block]).Select(c => (cell.Site, c.First, c.Second))).Order();
        Assert.NotEmpty(conflicts.Pairs);
        Assert.Equal(fromPairs, fromMap);
        Assert.All(conflicts.Pairs, pair => Assert.Equal(pair.SharedSites.Count / 7.0, pair.Share, 12));
        Assert.Equal(conflicts.Pairs.Select(p => p.SharedSites.Count).OrderDescending(), conflicts.Pairs.Select(p => p.SharedSites.Count));
    }

    [Fact]
    public void Concept_twice_or_of_another_codebook_is_refused()
    {
        var seat = Seat(1);

        Assert.Throws<ArgumentException>(() => SeatMap.Of([seat, seat], 7, 16));
        Assert.Throws<ArgumentException>(() => SeatMap.Of([seat], 8, 16));
        Assert.Throws<ArgumentException>(() => SeatMap.Of([Seat(15)], 7, 8));
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(35, 300)]
    [InlineData(35, 36)]
    public void Energy_overlap_equals_the_dense_computation(int first, int second)
    {
        var plan = Small.Plan();
        var (one, two) = (Small.Adapter(first, 1), Small.Adapter(second, 2));

        var overlap = RecipeConflicts.Between(Seat(first, one), Seat(second, two));

        double product = 0, oneSquared = 0, twoSquared = 0, inner = 0, oneShared = 0, twoShared = 0;
        for (var i = 0; i < plan.Layers.Count; i++)
        {
            var (dense1, dense2) = (Dense(plan, i, one), Dense(plan, i, two));
            oneSquared += Dot(dense1, dense1);
            twoSquared += Dot(dense2, dense2);
            if (one.Codeword[plan.LayerSites[i]] != two.Codeword[plan.LayerSites[i]]) continue;
            product += Math.Sqrt(Dot(dense1, dense1) * Dot(dense2, dense2));
            inner += Dot(dense1, dense2);
            oneShared += Dot(dense1, dense1);
            twoShared += Dot(dense2, dense2);
        }

        Assert.Equal(product / Math.Sqrt(oneSquared * twoSquared), overlap.Energy!.Value, 1e-9); // double sums in another order
        Assert.Equal(oneShared > 0 ? inner / Math.Sqrt(oneShared * twoShared) : 0, AdapterEnergy.CosineInSharedRows(one, two, plan), 1e-9);
        Assert.Equal(Codebook.Overlap(first, second) == 0, overlap.Energy == 0);
    }

    [Fact]
    public void Adapter_with_itself_overlaps_wholly_and_an_untrained_one_not_at_all()
    {
        var plan = Small.Plan();
        var adapter = Small.Adapter();
        var silent = adapter with { Layers = [.. adapter.Layers.Select(layer => layer with { B = new float[layer.B.Length] })] };

        Assert.Equal(1, RecipeConflicts.Between(Seat(35, adapter), Seat(35, adapter)).Energy!.Value, 1e-12);
        Assert.Equal(1, AdapterEnergy.CosineInSharedRows(adapter, adapter, plan), 1e-12);
        Assert.Equal(0, RecipeConflicts.Between(Seat(35, adapter), Seat(35, silent)).Energy);
        Assert.Equal(0, AdapterEnergy.CosineInSharedRows(adapter, silent, plan));
    }

    private static RecipeConflicts Conflicts(IEnumerable<int> numbers) => RecipeConflicts.Of([.. numbers.Select(number => Seat(number))], Codebook.Sites, Codebook.Blocks);

    private static SeatedConcept Seat(int number, ConceptAdapter? adapter = null) =>
        new(Guid.NewGuid(), Codebook.Encode(number), adapter is null ? null : AdapterEnergy.Of(adapter, Small.Plan()));

    private static IEnumerable<(Guid First, Guid Second)> Couples(IReadOnlyList<Guid> ids) =>
        from i in Enumerable.Range(0, ids.Count) from j in Enumerable.Range(i + 1, ids.Count - i - 1) select (ids[i], ids[j]);

    private static double[] Dense(BlockPlan plan, int index, ConceptAdapter adapter)
    {
        var (planned, layer) = (plan.Layers[index], adapter.Layers[index]);
        var firstRow = plan.Rows(planned, adapter.Codeword[plan.LayerSites[index]]).Start.Value;
        var dense = new double[planned.Outputs * planned.Inputs]; // [outputs, inputs]
        for (var row = 0; row < layer.B.Length / layer.Rank; row++)
            for (var input = 0; input < planned.Inputs; input++)
                for (var r = 0; r < layer.Rank; r++)
                    dense[(firstRow + row) * planned.Inputs + input] += (double)layer.B[row * layer.Rank + r] * layer.A[r * planned.Inputs + input];
        return dense;
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
