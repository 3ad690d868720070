using ConceptHub.Diffusion.UNet;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.UNet;

public sealed class MapNormTests
{
    [Theory]
    [InlineData(4, 8, true)]     // a few channels a group, few pixels
    [InlineData(4, 8, false)]
    [InlineData(4, 40, true)]    // many pixels
    [InlineData(20, 8, true)]    // many channels a group
    public void Groups_have_mean_0_and_variance_1_then_weight_and_bias_however_the_map_lies_in_memory(long channelsOfGroup, long side, bool isChannelsLast)
    {
        using var scope = NewDisposeScope();
        var channels = 8 * channelsOfGroup;
        var norm = new MapNorm(8, channels, 1e-5);
        var (weight, bias) = (randn(channels), randn(channels));
        norm.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = weight, ["bias"] = bias });
        var map = 3 * randn(2, channels, side, side) + 1;

        var said = norm.forward(isChannelsLast ? map.ChannelsLast() : map);

        var groups = map.to(ScalarType.Float64).view(2, 8, -1);
        var expected = ((groups - groups.mean([2], keepdim: true)) / (groups.var([2], unbiased: false, keepdim: true) + 1e-5).sqrt()).view(map.shape) * weight.view(-1, 1, 1) + bias.view(-1, 1, 1);
        Assert.True((said - expected).abs().max().item<double>() < 1e-4);
        Assert.Equal(isChannelsLast, !said.is_contiguous());
    }

    [Fact]
    public void Begins_as_the_identity()
    {
        using var norm = new MapNorm(4, 16, 1e-5);

        var values = norm.parameters().Select(parameter => parameter.data<float>().ToArray()).ToList();

        Assert.Equal([Enumerable.Repeat(1f, 16), Enumerable.Repeat(0f, 16)], values);
    }
}
