using static ConceptHub.BlockLora.Tests.Loras.LoraFiles;

namespace ConceptHub.BlockLora.Tests.Loras;

public sealed class LoraFileTests
{
    [Theory]
    [InlineData(Query, "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q.lora_down.weight", "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q.lora_up.weight")]
    [InlineData(Out, "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_out_0.lora_down.weight", "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_out_0.lora_up.weight")]
    [InlineData(Query, "unet.mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.down.weight", "unet.mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.up.weight")]
    [InlineData(Out, "mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_out_lora.down.weight", "mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_out_lora.up.weight")]
    [InlineData(Query, "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora.down.weight", "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora.up.weight")]
    [InlineData(Query, "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora_A.weight", "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora_B.weight")]
    [InlineData(Query, "base_model.model.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora_A.weight", "base_model.model.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora_B.weight")]
    [InlineData(Query, "base_model.model.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora_A.mine.weight", "base_model.model.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora_B.mine.weight")]
    [InlineData(Query, "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora_A", "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q.lora_B")]
    [InlineData(TextQuery, "lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight", "lora_te_text_model_encoder_layers_0_self_attn_q_proj.lora_up.weight")]
    [InlineData(TextQuery, "lora_te1_text_model_encoder_layers_0_self_attn_q_proj.lora_down.weight", "lora_te1_text_model_encoder_layers_0_self_attn_q_proj.lora_up.weight")]
    [InlineData(TextQuery, "text_encoder.text_model.encoder.layers.0.self_attn.q_proj.lora_linear_layer.down.weight", "text_encoder.text_model.encoder.layers.0.self_attn.q_proj.lora_linear_layer.up.weight")]
    [InlineData(TextQuery, "text_encoder.text_model.encoder.layers.0.self_attn.to_q_lora.down.weight", "text_encoder.text_model.encoder.layers.0.self_attn.to_q_lora.up.weight")]
    [InlineData(TextQuery, "base_model.model.text_model.encoder.layers.0.self_attn.q_proj.lora_A.weight", "base_model.model.text_model.encoder.layers.0.self_attn.q_proj.lora_B.weight")]
    public void Every_spelling_finds_its_layer(string path, string downName, string upName)
    {
        var target = new Dictionary<string, (long Out, long In)> { [Query] = (4, 6), [Out] = (4, 4), [TextQuery] = (5, 5) }[path];
        var (down, up) = (Numbers(downName, 2, target.In), Numbers(upName, target.Out, 2));

        var module = Assert.Single(Read(down, up).Modules);

        Assert.Equal((path, 2, 1f), (module.Path, module.Rank, module.Scale));
        Assert.Equal(FloatBytes.ToFloats(down.Data.Span, SafetensorsType.F32), module.Down);
        Assert.Equal(FloatBytes.ToFloats(up.Data.Span, SafetensorsType.F32), module.Up);
    }

    [Theory]
    [InlineData(1, SafetensorsType.F32, 0.5)]
    [InlineData(6, SafetensorsType.F16, 3)]
    [InlineData(0, SafetensorsType.F32, 1)]   // kohya: an alpha of 0 stands for the rank
    public void Kohyas_alpha_over_rank_is_the_scale(float alpha, SafetensorsType type, float scale)
    {
        const string Name = "lora_unet_mid_block_resnets_0_conv1";

        var module = Assert.Single(Read(Numbers(Name + ".lora_down.weight", 2, 2, 3, 3), Numbers(Name + ".lora_up.weight", 3, 2, 1, 1), Number(Name + ".alpha", alpha, type)).Modules);

        Assert.Equal(scale, module.Scale);
        Assert.Equal([3, 2, 3, 3], module.WeightShape);
        Assert.Equal((36, 6), (module.Down.Length, module.Up.Length));
    }

    [Fact]
    public void Whole_number_alpha_is_read()
    {
        var alpha = new SafetensorsTensor("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q.alpha", SafetensorsType.I64, [], BitConverter.GetBytes(8L));

        Assert.Equal(4, Assert.Single(Read([alpha, .. QueryPair()]).Modules).Scale);
    }

    [Theory]
    [InlineData("""{"r": 2, "lora_alpha": 8}""", 4)]
    [InlineData("""{"r": 4, "lora_alpha": 8, "rank_pattern": {"attn1.to_q": 2}}""", 4)]
    [InlineData("""{"r": 4, "lora_alpha": 8, "rank_pattern": {"n1.to_q": 7, ".*attn\\d.to_q": 2}, "alpha_pattern": {"to_q": 1}}""", 0.5)]
    [InlineData("""{"r": 2, "lora_alpha": 8, "use_rslora": true}""", 5.656854f)]
    [InlineData("""{"peft_type": "LORA", "bias": "none", "r": 2, "lora_alpha": 2, "alpha_pattern": {"other": 9}}""", 1)]
    public void Peft_config_gives_the_scale(string config, float scale) =>
        Assert.Equal(scale, Assert.Single(Accepted(Inspect(config, null, QueryPair())).Modules).Scale);

    [Fact]
    public void Diffusers_metadata_give_each_component_its_scale()
    {
        var metadata = new Dictionary<string, string> { ["lora_adapter_metadata"] = """{"unet.r": 2, "unet.lora_alpha": 1, "text_encoder.r": 2, "text_encoder.lora_alpha": 6}""" };
        const string Text = "text_encoder.text_model.encoder.layers.0.self_attn.q_proj";

        var lora = Accepted(Inspect(null, metadata, [.. QueryPair(), Numbers(Text + ".lora_A.weight", 2, 5), Numbers(Text + ".lora_B.weight", 5, 2)]));

        Assert.Equal([(TextQuery, 3f), (Query, 0.5f)], lora.Modules.Select(m => (m.Path, m.Scale)));
    }

    [Theory]
    [InlineData(SafetensorsType.F16)]
    [InlineData(SafetensorsType.BF16)]
    public void Half_precision_is_widened(SafetensorsType type)
    {
        SafetensorsTensor Half(string half, params long[] shape) => SafetensorsTensor.FromFloats(Query + half, type, shape, [.. Enumerable.Range(0, (int)(shape[0] * shape[1])).Select(i => i / 4f)]);

        var module = Assert.Single(Read(Half(".lora_A.weight", 1, 6), Half(".lora_B.weight", 4, 1)).Modules);

        Assert.Equal([0, 0.25f, 0.5f, 0.75f, 1, 1.25f], module.Down);
    }

    [Fact]
    public void Written_lora_is_read_back_unchanged()
    {
        var lora = Read([.. QueryPair(), Numbers(Convolution + ".lora_A.weight", 3, 2, 3, 3), Numbers(Convolution + ".lora_B.weight", 3, 3, 1, 1), Number(Convolution + ".alpha", 2)]);
        using var stream = new MemoryStream();

        LoraFile.Write(stream, lora);
        stream.Position = 0;
        var again = LoraFile.Read(stream, Targets);

        Assert.Equal(lora.Modules.Select(m => (m.Path, m.Rank, m.Scale)), again.Modules.Select(m => (m.Path, m.Rank, m.Scale)));
        Assert.Equal(lora.Modules.SelectMany(m => m.Down.Concat(m.Up)), again.Modules.SelectMany(m => m.Down.Concat(m.Up)));
    }

    private static SafetensorsTensor[] QueryPair() => [Numbers(Query + ".lora_A.weight", 2, 6), Numbers(Query + ".lora_B.weight", 4, 2)];
}
