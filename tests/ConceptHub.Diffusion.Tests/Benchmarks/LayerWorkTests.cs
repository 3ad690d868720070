using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Benchmarks;
using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Benchmarks;

public sealed class LayerWorkTests
{
    private static readonly UNetConfig Small = new()
    {
        SampleSize = 8,
        BlockOutChannels = [32, 64],
        LayersPerBlock = 1,
        CrossAttentionDim = 24,
        DownBlockTypes = ["CrossAttnDownBlock2D", "DownBlock2D"],
        UpBlockTypes = ["UpBlock2D", "CrossAttnUpBlock2D"],
        Heads = [2, 2],
        TransformerLayers = [1, 1],
        NormNumGroups = 8,
    };

    [Theory]
    [InlineData("conv_in", 2.0 * 2 * 8 * 12 * 32 * 4 * 9)]
    [InlineData("down_blocks.0.downsamplers.0.conv", 2.0 * 2 * 4 * 6 * 32 * 32 * 9)]
    [InlineData("up_blocks.0.upsamplers.0.conv", 2.0 * 2 * 8 * 12 * 64 * 64 * 9)]
    [InlineData("mid_block.resnets.0.conv1", 2.0 * 2 * 4 * 6 * 64 * 64 * 9)]
    [InlineData("time_embedding.linear_1", 2.0 * 2 * 32 * 128)]
    [InlineData("down_blocks.0.attentions.0.transformer_blocks.0.attn1", 2 * (4 * 2.0 * 96 * 32 * 32 + 4.0 * 96 * 96 * 32))]
    [InlineData("down_blocks.0.attentions.0.transformer_blocks.0.attn2", 2 * (2 * 2.0 * 96 * 32 * 32 + 2 * 2.0 * 5 * 32 * 24 + 4.0 * 96 * 5 * 32))]
    public void Work_of_a_layer_is_that_of_its_shapes(string name, double flops)
    {
        using var scope = NewDisposeScope();
        using var unet = new UNet2DConditionModel(Small);

        var layers = UNetWork.Layers(unet, zeros(2, 4, 8, 12), zeros(2, 5, 24));

        Assert.Equal(flops, Assert.Single(layers, layer => layer.Name == name).Flops);
    }

    [Fact]
    public void Every_weight_matrix_of_a_unet_is_counted_and_replayed_with_its_shape()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var unet = new UNet2DConditionModel(Small);

        var layers = UNetWork.Layers(unet, zeros(2, 4, 8, 12), zeros(2, 5, 24));

        var matrices = unet.named_parameters().Where(p => p.parameter.dim() >= 2).Select(p => p.name);
        Assert.All(matrices, matrix => Assert.Contains(layers, layer => matrix.StartsWith(layer.Name + ".", StringComparison.Ordinal)));
        Assert.All(layers, layer => Assert.True(layer.Run(layer.Input()).isfinite().all().item<bool>(), layer.Name));   // a wrong shape throws
    }

    [Fact]
    public void Decoders_last_convolution_works_at_full_resolution()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var tiny = new AutoencoderTiny(new AutoencoderTinyConfig { Channels = 8, LatentChannels = 4, EncoderBlocks = [0, 0, 0], DecoderBlocks = [1, 1, 0] });
        using var kl = new AutoencoderKL(new AutoencoderKLConfig { BlockOutChannels = [8, 16], NormNumGroups = 8, LayersPerBlock = 1 });

        var (ofTiny, ofKl) = (DecoderWork.Layers(tiny, zeros(1, 4, 6, 6)), DecoderWork.Layers(kl, zeros(1, 4, 6, 6)));

        Assert.Equal(2.0 * 24 * 24 * 8 * 3 * 9, Assert.Single(ofTiny, layer => layer.Name == "decoder.layers.8").Flops);
        Assert.Equal(2.0 * 12 * 12 * 8 * 3 * 9, Assert.Single(ofKl, layer => layer.Name == "decoder.conv_out").Flops);
        Assert.Single(ofKl, layer => layer.Kind == WorkKind.Attention);
        Assert.All([.. ofTiny, .. ofKl], layer => Assert.True(layer.Run(layer.Input()).isfinite().all().item<bool>(), layer.Name));
    }
}
