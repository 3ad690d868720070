using ConceptHub.BlockLora.Tests.Safetensors;
using static ConceptHub.BlockLora.Tests.Loras.LoraFiles;

namespace ConceptHub.BlockLora.Tests.Loras;

public sealed class LoraRefusalTests
{
    private const string Kohya = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q";

    [Theory]
    [InlineData(".lora_mid.weight", "LoCon with a middle matrix")]
    [InlineData(".dora_scale", "DoRA")]
    [InlineData(".hada_w1_a", "LoHa")]
    [InlineData(".lokr_w1", "LoKr")]
    [InlineData(".diff", "whole weight differences")]
    public void Other_kinds_are_refused_by_name_and_alone(string ending, string kind)
    {
        var problem = Assert.IsType<AdapterRefusal.OtherKindOfAdapter>(Assert.Single(Problems(Inspect(null, null, [.. Pair(), Numbers(Kohya + ending, 4, 1)]))));

        Assert.Contains(kind, problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_of_another_model_are_named()
    {
        var problem = Assert.Single(Problems(Inspect(null, null, [.. Pair(), Numbers("lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_down.weight", 2, 4)])));

        Assert.Contains("'lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_down.weight'): it was made for Stable Diffusion XL", problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_of_two_layers_is_refused_as_ambiguous()
    {
        var targets = new LoraTargets([new("unet.down.0_1", [2, 2]), new("unet.down_0.1", [2, 2])]);
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [Numbers("lora_unet_down_0_1.lora_down.weight", 1, 2)]);
        stream.Position = 0;

        Assert.IsType<AdapterRefusal.AmbiguousLayer>(Assert.Single(Problems(LoraFile.Inspect(stream, targets))));
    }

    [Theory]
    [InlineData(new long[] { 2, 5 }, new long[] { 4, 2 }, "expected [1..4096, 6], found [2, 5].")]
    [InlineData(new long[] { 2, 6, 3, 3 }, new long[] { 4, 2 }, "expected [1..4096, 6], found [2, 6, 3, 3].")]
    [InlineData(new long[] { 0, 6 }, new long[] { 4, 0 }, "expected [1..4096, 6], found [0, 6].")]
    [InlineData(new long[] { 2, 6 }, new long[] { 4, 3 }, "expected [4, 2], found [4, 3].")]
    [InlineData(new long[] { 2, 6 }, new long[] { 8 }, "expected [4, 2], found [8].")]
    public void Wrong_shape_is_told_with_expected_and_found(long[] down, long[] up, string sentence)
    {
        var problem = Assert.Single(Problems(Inspect(null, null, [Numbers(Kohya + ".lora_down.weight", down), Numbers(Kohya + ".lora_up.weight", up)])));

        Assert.EndsWith(sentence, problem.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Numbers_that_are_not_finite_are_refused(float bad)
    {
        var up = SafetensorsTensor.FromFloats(Kohya + ".lora_up.weight", SafetensorsType.F16, [4, 1], [1, bad, 2, bad]);

        var problem = Assert.IsType<AdapterRefusal.NotFinite>(Assert.Single(Problems(Inspect(null, null, [Numbers(Kohya + ".lora_down.weight", 1, 6), up]))));

        Assert.Equal(2, problem.Count);
    }

    [Fact]
    public void Lone_half_is_refused() =>
        Assert.IsType<AdapterRefusal.MissingTensor>(Assert.Single(Problems(Inspect(null, null, [Pair()[0]]))));

    [Fact]
    public void Layer_in_two_spellings_is_refused() =>
        Assert.All(Problems(Inspect(null, null, [.. Pair(), Numbers(Query + ".lora_A.weight", 2, 6), Numbers(Query + ".lora_B.weight", 4, 2)])), p => Assert.IsType<AdapterRefusal.SameLayerTwice>(p));

    [Fact]
    public void Several_adapters_in_one_file_are_refused()
    {
        var tensors = new[] { (Query, "one", 6L, 4L), (Out, "two", 4L, 4L) }.SelectMany(it => new[] { Numbers($"{it.Item1}.lora_A.{it.Item2}.weight", 2, it.Item3), Numbers($"{it.Item1}.lora_B.{it.Item2}.weight", it.Item4, 2) });

        Assert.IsType<AdapterRefusal.SeveralAdapters>(Assert.Single(Problems(Inspect(null, null, tensors))));
    }

    [Fact]
    public void Other_types_are_refused()
    {
        var down = new SafetensorsTensor(Kohya + ".lora_down.weight", SafetensorsType.F64, [1, 6], new byte[48]);

        Assert.IsType<AdapterRefusal.WrongType>(Assert.Single(Problems(Inspect(null, null, [down, Numbers(Kohya + ".lora_up.weight", 4, 1)]))));
    }

    [Theory]
    [InlineData("[]", "no JSON object")]
    [InlineData("{", "no valid JSON")]
    [InlineData("""{"r": 2, "peft_type": "\ud800"}""", "no valid JSON")]
    [InlineData("""{"lora_alpha": 4}""", "no rank")]
    [InlineData("""{"r": 2, "use_dora": true}""", "DoRA")]
    [InlineData("""{"r": 2, "peft_type": "LOHA"}""", "'LOHA'")]
    [InlineData("""{"r": 2, "bias": "all"}""", "biases")]
    [InlineData("""{"r": -2}""", "its r is no positive number")]
    [InlineData("""{"r": 2, "rank_pattern": {"(": 2}}""", "cannot be used")]
    public void Adapter_config_that_cannot_be_followed_is_refused(string config, string why)
    {
        var problem = Assert.IsType<AdapterRefusal.InvalidConfig>(Assert.Single(Problems(Inspect(config, null, Pair()))));

        Assert.Contains(why, problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Rank_that_the_config_does_not_know_is_refused()
    {
        var problem = Assert.Single(Problems(Inspect("""{"r": 4}""", null, Pair())));

        Assert.EndsWith("expected rank 4, as the adapter config says, found rank 2.", problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_beyond_the_limit_are_refused_before_they_are_read()
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, Pair());

        var header = new TrickleStream(stream.ToArray());
        var problem = Assert.IsType<AdapterRefusal.NotSafetensors>(Assert.Single(Problems(LoraFile.Inspect(header, Targets, maximumDataBytes: 79))));

        Assert.Contains("holds 80 bytes of tensors; at most 79", problem.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void File_without_lora_tensors_is_refused()
    {
        Assert.IsType<AdapterRefusal.NotALora>(Assert.Single(Problems(Inspect(null, null, []))));
        Assert.IsType<AdapterRefusal.UnknownLayers>(Assert.Single(Problems(Inspect(null, null, [Numbers("emb_params", 2, 4)]))));
        Assert.IsType<AdapterRefusal.NotSafetensors>(Assert.Single(Problems(LoraFile.Inspect(new MemoryStream("PK\u0003\u0004 a zip archive"u8.ToArray()), Targets))));
    }

    private static SafetensorsTensor[] Pair() => [Numbers(Kohya + ".lora_down.weight", 2, 6), Numbers(Kohya + ".lora_up.weight", 4, 2)];
}
