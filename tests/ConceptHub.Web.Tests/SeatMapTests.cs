using Bunit;
using ConceptHub.BlockLora;
using ConceptHub.Web.Seats;
using Microsoft.Extensions.DependencyInjection;
using SeatMap = ConceptHub.Web.Seats.SeatMap;

namespace ConceptHub.Web.Tests;

public sealed class SeatMapTests
{
    [Fact]
    public void Map_of_two_concepts_of_a_pool_shares_no_block()
    {
        using var context = new BunitContext();
        var plan = new SeatPlan(16, 7, 3);
        context.Services.AddSingleton(plan);

        var map = context.Render<SeatMap>(parameters => parameters.Add(m => m.Holders, [Holder(plan, "Ada", 1), Holder(plan, "Tin", 2)]));

        Assert.Equal(14, map.FindAll("g.held").Count);
        Assert.Empty(map.FindAll("g.shared"));
        Assert.Contains("No block is shared.", map.Find("svg").GetAttribute("aria-label"));
    }

    [Fact]
    public void Overlap_is_ringed_and_named()
    {
        using var context = new BunitContext();
        var plan = new SeatPlan(16, 2, 3);
        context.Services.AddSingleton(plan);
        var first = new SeatHolder("Ada", 1, new Codeword([3, 5]));
        var second = new SeatHolder("Tin", 2, new Codeword([3, 6]));

        var map = context.Render<SeatMap>(parameters => parameters.Add(m => m.Holders, [first, second]));

        Assert.Equal("Site 1, block 3: Ada and Tin", map.Find("g.shared title").TextContent);
        Assert.Contains("1 block is shared.", map.Find("svg").GetAttribute("aria-label"));
    }

    [Theory]
    [InlineData("down_blocks.0.attentions.1.transformer_blocks.0", "down 0.1")]
    [InlineData("mid_block.attentions.0.transformer_blocks.0", "mid")]
    [InlineData("up_blocks.1.attentions.0.transformer_blocks.0", "up 1.0")]
    [InlineData("other", "other")]
    public void Site_names_are_shortened(string name, string expected) => Assert.Equal(expected, SeatPlan.Short(name));

    private static SeatHolder Holder(SeatPlan plan, string name, int number) => new(name, number, plan.Of(number)!);
}
