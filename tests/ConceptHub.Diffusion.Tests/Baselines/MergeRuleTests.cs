using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Baselines;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Baselines;

public sealed class MergeRuleTests
{
    private const int Outputs = 4, Inputs = 6;
    private const float Rounding = 1e-4f;   // float32 sums, solved in float64

    private static readonly BlockPlan Plan = new("base", 2, [new BlockSite("site", [new AdaptedLayer("layer", Inputs, Outputs)])]);

    [Fact]
    public void Sum_and_average_of_two_concepts_differ_by_their_number()
    {
        using var scope = NewDisposeScope();
        ConceptChange[] concepts = [Random(1), Random(2)];

        var sum = Fused(new WeightedSum(), concepts);
        var average = Fused(new Average(), concepts);

        AssertClose(Delta(concepts[0]) + Delta(concepts[1]), sum);
        AssertClose(sum * 0.5f, average);
    }

    [Fact]
    public void Ties_keeps_what_the_elected_sign_agrees_with()
    {
        using var scope = NewDisposeScope();
        // Row 0: both positive, mean 2; row 1: signs differ, the larger wins; row 2: one alone.
        var concepts = new[] { Column(1, -5, 3, 0), Column(3, 2, 0, 0) };

        var fused = Fused(new TiesMerge(density: 1), concepts);

        Assert.Equal([2f, -5f, 3f, 0f], fused.select(1, 0).contiguous().data<float>().ToArray());
    }

    [Fact]
    public void Ties_drops_the_smallest_entries()
    {
        using var scope = NewDisposeScope();

        var fused = Fused(new TiesMerge(density: 0.5), [Random(3)]);

        Assert.Equal(Outputs * Inputs / 2, fused.count_nonzero().item<long>());
    }

    [Fact]
    public void Dare_drops_half_and_doubles_the_rest()
    {
        using var scope = NewDisposeScope();
        var concept = Random(4);

        var fused = Fused(new DareMerge(density: 0.5), [concept]);

        var kept = fused != 0;
        Assert.InRange(kept.sum().item<long>(), 4, 20);   // of 24 entries, each by the toss of a coin
        AssertClose(Delta(concept) * kept * 2, fused);
        AssertClose(fused, Fused(new DareMerge(density: 0.5), [concept]));
    }

    [Fact]
    public void Gradient_fusion_answers_each_concepts_inputs_as_the_concept_alone()
    {
        using var scope = NewDisposeScope();
        ConceptChange[] concepts = [Random(5), Random(6)];
        var inputs = new[] { Directions(0, 1), Directions(2, 3) };
        InputMoments[] moments = [.. inputs.Select(x => new InputMoments([x.transpose(0, 1).mm(x)]))];

        var fused = Fused(new GradientFusion(moments, damping: 1e-8), concepts);

        AssertClose(inputs[0].mm(Delta(concepts[0]).transpose(0, 1)), inputs[0].mm(fused.transpose(0, 1)));
        AssertClose(inputs[1].mm(Delta(concepts[1]).transpose(0, 1)), inputs[1].mm(fused.transpose(0, 1)));
        Assert.False(allclose(inputs[0].mm(Delta(concepts[0]).transpose(0, 1)), inputs[0].mm(Fused(new WeightedSum(), concepts).transpose(0, 1))));
    }

    [Fact]
    public void Niche_projection_silences_foreign_inputs_and_keeps_the_concepts_own()
    {
        using var scope = NewDisposeScope();
        var concept = Random(7);
        var (own, foreign) = (Directions(0, 1), Directions(3, 4, 5));
        using var ofConcept = new InputMoments([own.transpose(0, 1).mm(own)]);
        using var ofOthers = new InputMoments([foreign.transpose(0, 1).mm(foreign)]);

        var fused = Fused(new NicheProjection([ofConcept], ofOthers, weight: 1), [concept]);

        Assert.True(foreign.mm(fused.transpose(0, 1)).abs().max().item<float>() < 1e-3f);   // what the damping leaves
        Assert.True(allclose(own.mm(Delta(concept).transpose(0, 1)), own.mm(fused.transpose(0, 1)), atol: 1e-3));
    }

    [Fact]
    public void A_layer_that_nobody_changes_has_no_change()
    {
        var untouched = Random(8) with { Layers = new Dictionary<string, LayerChange>() };

        Assert.Null(new WeightedSum().Changes(Plan, [untouched])[0]);
    }

    [Fact]
    public void Orthogonal_basis_gives_orthonormal_rows_that_concepts_share_a_matrix_for()
    {
        using var scope = NewDisposeScope();

        var (one, other) = (OrthogonalBasis.DownProjection(16, 5, concept: 1), OrthogonalBasis.DownProjection(16, 5, concept: 2));

        AssertClose(eye(5), one.mm(one.transpose(0, 1)));
        var shared = one.mm(other.transpose(0, 1)).abs();   // rows are the same one or orthogonal
        Assert.True(minimum(shared, (1 - shared).abs()).max().item<float>() < Rounding);
    }

    private static Tensor Fused(MergeRule rule, IReadOnlyList<ConceptChange> concepts) => rule.Changes(Plan, concepts)[0]!;

    private static Tensor Delta(ConceptChange concept) => concept.Layers["layer"].Delta(Outputs);

    private static Tensor Directions(params long[] axes) => eye(Inputs).index_select(0, tensor(axes));

    private static void AssertClose(Tensor expected, Tensor actual) => Assert.InRange((expected - actual).abs().max().item<float>(), 0, Rounding);

    private static ConceptChange Random(int seed)
    {
        var random = new Random(seed);
        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        return Concept(new LayerChange("layer", 2, Numbers(2 * Inputs), Numbers(Outputs * 2), [0, 1, 2, 3]));
    }

    // The given numbers in the first column, nothing elsewhere.
    private static ConceptChange Column(params float[] values) => Concept(new LayerChange("layer", 1, [1, 0, 0, 0, 0, 0], values, [0, 1, 2, 3]));

    private static ConceptChange Concept(LayerChange layer) => new("mira", "person", [0], new Dictionary<string, LayerChange> { ["layer"] = layer });
}
