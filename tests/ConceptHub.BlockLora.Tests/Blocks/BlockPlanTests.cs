using ConceptHub.BlockLora.Tests.Adapters;

namespace ConceptHub.BlockLora.Tests.Blocks;

public sealed class BlockPlanTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(160)]
    [InlineData(320)]
    [InlineData(1001)]
    public void Blocks_of_a_layer_are_disjoint_and_cover_its_rows(int outputs)
    {
        var layer = new AdaptedLayer("mid.attn1.to_q", 8, outputs);
        var plan = BlockPlan.ForTransformers("base", [layer]);

        var rows = Enumerable.Range(0, 16).SelectMany(block => Enumerable.Range(0, outputs).Take(plan.Rows(layer, block))).ToList();

        Assert.Equal(Enumerable.Range(0, outputs), rows);
        Assert.All(Enumerable.Range(0, 16), block => Assert.True(plan.RowCount(layer, block) >= outputs / 16));
    }

    [Fact]
    public void Attention_layers_of_a_transformer_block_make_one_site()
    {
        var plan = Small.Plan();

        Assert.Equal(Small.SiteCount, plan.Sites.Count);
        Assert.All(plan.Sites, site => Assert.Equal(8, site.Layers.Count));
        Assert.Equal("down_blocks.0.attentions.0.transformer_blocks.0", plan.Sites[0].Name);
        Assert.Equal(plan.Layers.Select((_, i) => i / 8), plan.LayerSites);
    }

    [Fact]
    public void Hash_is_fixed_by_layers_order_base_blocks_and_token_width()
    {
        var layers = Small.Plan().Layers;

        string[] hashes =
        [
            BlockPlan.ForTransformers("base", layers).Hash,
            BlockPlan.ForTransformers("other", layers).Hash,
            BlockPlan.ForTransformers("base", layers, 8).Hash,
            BlockPlan.ForTransformers("base", layers, 16, 128).Hash,
            BlockPlan.ForTransformers("base", [.. layers.Reverse()]).Hash,
            BlockPlan.ForTransformers("base", [.. layers.SkipLast(1)]).Hash,
            BlockPlan.ForTransformers("base", [.. layers.SkipLast(1), layers[^1] with { Inputs = 9 }]).Hash,
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], BlockPlan.ForTransformers("base", layers).Hash);
    }

    [Fact]
    public void Plan_that_cannot_be_cut_is_refused()
    {
        Assert.Throws<ArgumentException>(() => BlockPlan.ForTransformers("base", [new AdaptedLayer("mid.attn1.to_q", 8, 15)]));
        Assert.Throws<ArgumentException>(() => BlockPlan.ForTransformers("base", [new AdaptedLayer("mid.conv", 8, 16)]));
        Assert.Throws<ArgumentException>(() => BlockPlan.ForTransformers("base", [new AdaptedLayer("m.attn1.to_q", 8, 16), new AdaptedLayer("m.attn1.to_q", 8, 16)]));
    }

    [Fact]
    public void Block_outside_the_plan_has_no_rows()
    {
        var plan = Small.Plan();

        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Rows(plan.Layers[0], 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Rows(plan.Layers[0], -1));
    }
}
