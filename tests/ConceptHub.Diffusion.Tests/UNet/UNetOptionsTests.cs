using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.UNet;

/// <summary>Shapes and options that the tiny Stable Diffusion 1 of the fixtures does not have: those of Stable Diffusion 2 and around it.</summary>
public sealed class UNetOptionsTests : IDisposable
{
    private static readonly UNetConfig Second = new()
    {
        SampleSize = 9,
        InChannels = 4,
        OutChannels = 4,
        BlockOutChannels = [24, 36, 48],
        DownBlockTypes = ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
        UpBlockTypes = ["CrossAttnUpBlock2D", "UpBlock2D", "CrossAttnUpBlock2D"],
        LayersPerBlock = 1,
        CrossAttentionDim = 28,
        Heads = [2, 3, 4],
        TransformerLayers = [1, 2, 1],
        NormNumGroups = 6,
        UseLinearProjection = true,
    };

    private readonly string _file = Path.GetTempFileName();

    [Theory]
    [InlineData(7, 9)]
    [InlineData(5, 13)]
    [InlineData(8, 8)]
    public void Odd_latents_come_out_in_their_own_size(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (unet, sample, context) = (new UNet2DConditionModel(Second), randn(2, 4, height, width), randn(2, 11, 28));

        var output = unet.forward(sample, tensor(new[] { 10f, 990f }), context);

        Assert.Equal([2, 4, height, width], output.shape);
        Assert.True(output.isfinite().all().item<bool>());
    }

    [Fact]
    public void Convolution_and_linear_projections_of_equal_weights_agree()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (linear, convolution) = (new UNet2DConditionModel(Second), new UNet2DConditionModel(Second with { UseLinearProjection = false }));
        ModuleWeights.Save(convolution, _file);
        ModuleWeights.Load(linear, _file);

        Assert.True(Difference(linear, convolution) < 1e-5f);   // fp32 sum order of a convolution and a product
    }

    [Fact]
    public void Head_counts_change_the_output_and_not_the_weights()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (first, second) = (new UNet2DConditionModel(Second), new UNet2DConditionModel(Second with { Heads = [2, 3, 2] }));
        ModuleWeights.Save(first, _file);
        ModuleWeights.Load(second, _file);

        Assert.True(Difference(first, second) > 1e-5f);
    }

    [Fact]
    public void Attention_to_the_text_alone_reads_keys_and_values_from_it()
    {
        using var unet = new UNet2DConditionModel(Second with { OnlyCrossAttention = [false, true, false] });

        var shapes = unet.state_dict();
        Assert.Equal([36, 28], shapes["down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_k.weight"].shape);
        Assert.Equal([48, 48], shapes["down_blocks.2.attentions.0.transformer_blocks.0.attn1.to_k.weight"].shape);
        Assert.Equal([48, 48], shapes["mid_block.attentions.0.transformer_blocks.0.attn1.to_k.weight"].shape);
    }

    [Fact]
    public void Time_that_says_nothing_is_the_same_added_or_as_scale_and_shift()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (added, scaled) = (new UNet2DConditionModel(Second), new UNet2DConditionModel(Second with { HasTimeScaleShift = true }));
        foreach (var (name, weight) in scaled.state_dict())
            if (name.Contains("time_emb_proj", StringComparison.Ordinal)) weight.zero_();
            else weight.copy_(added.state_dict()[name]);
        foreach (var (name, weight) in added.state_dict())
            if (name.Contains("time_emb_proj", StringComparison.Ordinal)) weight.zero_();

        Assert.True(Difference(added, scaled) < 1e-6f);

        foreach (var (name, weight) in scaled.state_dict())
            if (name.EndsWith("time_emb_proj.bias", StringComparison.Ordinal)) weight.fill_(0.5f);
        Assert.True(Difference(added, scaled) > 1e-4f);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("UNetMidBlock2D")]
    public void Other_middle_blocks_are_built(string? type)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var unet = new UNet2DConditionModel(Second with { MidBlockType = type });

        Assert.Equal(type is null ? 0 : 1, unet.state_dict().Keys.Count(key => key.StartsWith("mid_block.", StringComparison.Ordinal) && key.EndsWith("conv1.weight", StringComparison.Ordinal)));
        Assert.Equal([1, 4, 7, 9], unet.forward(randn(1, 4, 7, 9), tensor(new[] { 1f }), randn(1, 5, 28)).shape);
    }

    [Fact]
    public void Config_survives_being_written()
    {
        var config = Second with { OnlyCrossAttention = [false, true, false], MidBlockType = null, TimeEmbeddingDim = 50, DownsamplePadding = 0, HasTimeScaleShift = true };

        Assert.Equal(config.ToJson(), UNetConfig.Parse(config.ToJson()).ToJson());
    }

    [Theory]
    [InlineData("num_attention_heads", "8")]
    [InlineData("addition_embed_type", "\"text_time\"")]
    [InlineData("layers_per_block", "[1, 2, 2]")]
    [InlineData("resnet_time_scale_shift", "\"ada_group\"")]
    [InlineData("block_out_channels", "\"many\"")]
    public void Config_of_another_kind_of_model_is_refused_by_name(string key, string value)
    {
        var config = System.Text.Json.Nodes.JsonNode.Parse(Second.ToJson())!;
        config[key] = System.Text.Json.Nodes.JsonNode.Parse(value);

        Assert.Contains(key, Assert.Throws<InvalidModelException>(() => UNetConfig.Parse(config.ToJsonString())).Message);
    }

    public void Dispose() => File.Delete(_file);

    private static float Difference(UNet2DConditionModel first, UNet2DConditionModel second)
    {
        using var scope = NewDisposeScope();
        var (sample, times, context) = (randn(1, 4, 7, 9), tensor(new[] { 500f }), randn(1, 6, 28));
        return (first.forward(sample, times, context) - second.forward(sample, times, context)).abs().max().item<float>();
    }
}
