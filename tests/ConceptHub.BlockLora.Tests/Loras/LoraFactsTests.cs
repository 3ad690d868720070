using static ConceptHub.BlockLora.Tests.Loras.LoraFiles;

namespace ConceptHub.BlockLora.Tests.Loras;

public sealed class LoraFactsTests
{
    private const string Kohya = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn1_to_q";

    [Theory]
    [InlineData(Kohya + ".lora_down.weight", Kohya + ".lora_up.weight", LoraGrammar.Kohya, false)]
    [InlineData("unet.mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.down.weight", "unet.mid_block.attentions.0.transformer_blocks.0.attn1.processor.to_q_lora.up.weight", LoraGrammar.DiffusersFirst, false)]
    [InlineData(Query + ".lora.down.weight", Query + ".lora.up.weight", LoraGrammar.DiffusersSecond, false)]
    [InlineData(Query + ".lora_A.weight", Query + ".lora_B.weight", LoraGrammar.Peft, true)]
    public void Spelling_is_told_from_the_tensors(string down, string up, LoraGrammar grammar, bool isScaleAssumed)
    {
        var facts = LoraFacts.Of(Read(Numbers(down, 2, 6), Numbers(up, 4, 2)));

        Assert.Equal((grammar, isScaleAssumed), (facts.Grammar, facts.IsScaleAssumed));
    }

    [Fact]
    public void Ranks_and_layers_are_counted()
    {
        const string Text = "lora_te_text_model_encoder_layers_0_self_attn_q_proj", Convolution = "lora_unet_mid_block_resnets_0_conv1";

        var facts = LoraFacts.Of(Read(
            Numbers(Kohya + ".lora_down.weight", 4, 6), Numbers(Kohya + ".lora_up.weight", 4, 4),
            Numbers(Text + ".lora_down.weight", 2, 5), Numbers(Text + ".lora_up.weight", 5, 2),
            Numbers(Convolution + ".lora_down.weight", 2, 2, 3, 3), Numbers(Convolution + ".lora_up.weight", 3, 2, 1, 1)));

        Assert.Equal((3, 1, 1, 2, 4), (facts.Layers, facts.TextLayers, facts.Convolutions, facts.LowestRank, facts.HighestRank));
    }

    [Theory]
    [InlineData("modelspec.trigger_phrase", "<mira> person", "<mira> person")]
    [InlineData("ss_dataset_dirs", """{"reg": {"n_repeats": 1}, "10_ohwx woman": {"n_repeats": 10}}""", "ohwx woman")]
    [InlineData("ss_tag_frequency", """{"4_sks": {"sks": 4}}""", "sks")]
    [InlineData("ss_tag_frequency", "{", null)]
    [InlineData("ss_tag_frequency", "[1]", null)]
    [InlineData("modelspec.trigger_phrase", " ", null)]
    public void Phrase_is_what_its_maker_says(string key, string value, string? phrase)
    {
        var reading = Inspect(null, new() { [key] = value }, Numbers(Kohya + ".lora_down.weight", 2, 6), Numbers(Kohya + ".lora_up.weight", 4, 2));

        Assert.Equal(phrase, LoraFacts.Of(Accepted(reading)).Phrase);
    }

    [Theory]
    [InlineData(768, "Stable Diffusion 1.x")]
    [InlineData(1024, "Stable Diffusion 2.x")]
    [InlineData(2048, "Stable Diffusion XL")]
    [InlineData(64, null)]
    public void Family_is_told_by_the_width_of_the_text(int width, string? family)
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [Numbers("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_k.lora_down.weight", 2, 2048), Numbers("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight", 2, width)]);
        stream.Position = 0;

        Assert.Equal(family, LoraFamily.Of(SafetensorsFile.ReadHeader(stream)));
    }

    [Fact]
    public void Embedding_is_read_as_it_was_exported()
    {
        var adapter = Adapters.Small.Adapter();
        var stream = new MemoryStream();
        LoraExport.WriteEmbedding(stream, adapter);
        stream.Position = 0;

        var embedding = EmbeddingFile.Read(stream);

        Assert.Equal((adapter.TokenEmbedding.Tokens, adapter.TokenEmbedding.Width), (embedding.Tokens, embedding.Width));
        Assert.Equal(adapter.TokenEmbedding.Values, embedding.Values);
    }

    [Fact]
    public void File_of_several_tensors_is_no_embedding()
    {
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [Numbers("a", 4), Numbers("b", 4)]);
        stream.Position = 0;

        Assert.Contains("no embedding", Assert.Throws<InvalidSafetensorsException>(() => EmbeddingFile.Read(stream)).Message, StringComparison.Ordinal);
    }
}
