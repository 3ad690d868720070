using System.Text;
using ConceptHub.BlockLora.Tests.Safetensors;
using static ConceptHub.BlockLora.Tests.Adapters.AlteredFile;

namespace ConceptHub.BlockLora.Tests.Adapters;

public sealed class AdapterRefusalTests
{
    private const string Layer = "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q"; // [32, 32]: blocks of 2 rows

    [Fact]
    public void Adapter_of_another_base_model_is_refused_for_that_alone()
    {
        var refusals = Problems(Small.File(Small.Adapter()), BlockPlan.ForTransformers("another", [new AdaptedLayer("mid.attn1.to_q", 4, 16)]), new Codebook(16, 1));

        Assert.Collection(refusals,
            it => Assert.IsType<AdapterRefusal.WrongBaseModel>(it),
            it => Assert.IsType<AdapterRefusal.WrongPlan>(it),
            it => Assert.IsType<AdapterRefusal.WrongCodebook>(it),
            it => Assert.IsType<AdapterRefusal.WrongCodeword>(it));
    }

    [Fact]
    public void Plan_with_another_layer_is_refused()
    {
        var plan = BlockPlan.ForTransformers(Small.BaseHash, [.. Small.Plan().Layers.SkipLast(1)], 16, Small.TokenWidth);

        Assert.IsType<AdapterRefusal.WrongPlan>(Assert.Single(Problems(Small.File(Small.Adapter()), plan, Small.Codebook)));
    }

    [Fact]
    public void Codebook_with_other_digits_is_refused() =>
        Assert.IsType<AdapterRefusal.WrongCodebook>(Assert.Single(Problems(Small.File(Small.Adapter()), Small.Plan(), new Codebook(16, Small.SiteCount, 2))));

    [Fact]
    public void Codeword_of_another_number_is_refused()
    {
        var refusal = Assert.IsType<AdapterRefusal.WrongCodeword>(Assert.Single(Changed(metadata => metadata["blocklora.codeword"] = "3,1,7,5,11,9,14")));

        Assert.Equal(("3,1,7,5,11,9,15", "3,1,7,5,11,9,14"), (refusal.Expected, refusal.Found));
    }

    [Theory]
    [InlineData("blocklora.concept_number", "36", typeof(AdapterRefusal.WrongCodeword))]
    [InlineData("blocklora.concept_number", "4096", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.concept_number", "-1", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.concept_number", "35 ", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.scheme", "2", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.kind", "2", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.kind", "vehicle", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.trigger_word", "", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.trigger_word", "a\nb", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.class_word", "ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.training", "[1]", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.training", "null", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("blocklora.training", "{\"a\":null}", typeof(AdapterRefusal.InvalidMetadata))]
    [InlineData("modelspec.hash_sha256", "0x00", typeof(AdapterRefusal.Damaged))]
    [InlineData("blocklora.concept_number", null, typeof(AdapterRefusal.MissingMetadata))]
    [InlineData("blocklora.codeword", null, typeof(AdapterRefusal.MissingMetadata))]
    [InlineData("blocklora.base_hash", null, typeof(AdapterRefusal.MissingMetadata))]
    [InlineData("blocklora.plan_hash", null, typeof(AdapterRefusal.MissingMetadata))]
    [InlineData("blocklora.trigger_word", null, typeof(AdapterRefusal.MissingMetadata))]
    public void Metadata_that_lie_or_lack_are_refused(string key, string? value, Type refusal)
    {
        var problems = Changed(metadata =>
        {
            if (value is null) metadata.Remove(key);
            else metadata[key] = value;
        });

        Assert.IsType(refusal, Assert.Single(problems));
        Assert.EndsWith(".", problems[0].Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new long[] { 32, 2 })] // the whole layer: would write into every block
    [InlineData(new long[] { 3, 2 })]
    [InlineData(new long[] { 1, 2 })]
    [InlineData(new long[] { 2, 1 })]
    [InlineData(new long[] { 4 })]
    [InlineData(new long[] { 2, 2, 1 })]
    public void Rows_beyond_or_short_of_the_block_are_refused(long[] shape)
    {
        var refusal = Assert.IsType<AdapterRefusal.WrongShape>(Assert.Single(Reshaped($"blocklora.{Layer}.B", shape)));

        Assert.Equal(("[2, 2]", $"[{string.Join(", ", shape)}]"), (refusal.Expected, refusal.Found));
    }

    [Theory]
    [InlineData(new long[] { 0, 32 })]
    [InlineData(new long[] { 3, 32 })] // more rank than rows
    [InlineData(new long[] { 2, 31 })]
    [InlineData(new long[] { 64 })]
    public void Inputs_or_rank_that_do_not_fit_are_refused(long[] shape) =>
        Assert.Contains(Reshaped($"blocklora.{Layer}.A", shape), it => it is AdapterRefusal.WrongShape { Expected: "[1..2, 32]" });

    [Theory]
    [InlineData(new long[] { 2, 13 })]
    [InlineData(new long[] { 0, 12 })]
    [InlineData(new long[] { 65, 12 })]
    [InlineData(new long[] { 24 })]
    public void Token_embedding_that_does_not_fit_is_refused(long[] shape) =>
        Assert.IsType<AdapterRefusal.WrongShape>(Assert.Single(Reshaped("blocklora.tokens", shape)));

    [Theory]
    [InlineData("blocklora.tokens")]
    [InlineData($"blocklora.{Layer}.A")]
    [InlineData($"blocklora.{Layer}.B")]
    public void Missing_tensor_is_refused(string name) =>
        Assert.Equal([new AdapterRefusal.MissingTensor(name)], Changed(tensors: all => all.RemoveAll(t => t.Name == name)));

    [Theory]
    [InlineData("conv_in.weight")]
    [InlineData($"blocklora.{Layer}.C")]
    [InlineData("lora_unet_mid_block.lora_up.weight")]
    public void Unknown_tensor_is_refused(string name) =>
        Assert.Equal([new AdapterRefusal.UnknownTensor(name)], Changed(tensors: all => all.Add(new SafetensorsTensor(name, SafetensorsType.F32, [1], new byte[4]))));

    [Fact]
    public void Tensor_of_integers_is_refused()
    {
        var problems = Changed(tensors: all => Replace(all, "blocklora.tokens", t => t with { Type = SafetensorsType.I32 }));

        Assert.Equal([new AdapterRefusal.WrongType("blocklora.tokens", SafetensorsType.I32)], problems);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_not_finite_are_refused(float value)
    {
        var problems = Changed(
            metadata => metadata.Remove("modelspec.hash_sha256"),
            all => Replace(all, $"blocklora.{Layer}.B", t => SafetensorsTensor.FromFloats(t.Name, SafetensorsType.F16, t.Shape, [0, value, 1, value])));

        Assert.Equal([new AdapterRefusal.NotFinite($"blocklora.{Layer}.B", 2)], problems);
    }

    [Fact]
    public void Changed_number_is_seen_by_the_checksum()
    {
        var file = Small.File(Small.Adapter());
        file[^1] ^= 1;

        Assert.IsType<AdapterRefusal.Damaged>(Assert.Single(Problems(file, Small.Plan(), Small.Codebook)));
    }

    [Fact]
    public void All_problems_are_told_together()
    {
        var problems = Changed(metadata => metadata["blocklora.kind"] = "?", all => all.RemoveRange(1, 4)); // the first are context words, which may be missing

        Assert.Equal(5, problems.Count);
        Assert.EndsWith("And 2 more problems.", new InvalidAdapterException(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ordinary_LoRA_is_named_as_such() =>
        Assert.IsType<AdapterRefusal.NotAnAdapter>(Assert.Single(Problems(RawFile.Of("{}", 0), Small.Plan(), Small.Codebook)));

    [Fact]
    public void File_that_is_no_safetensors_is_refused_with_its_sentence()
    {
        var problems = Problems(Encoding.ASCII.GetBytes("PK\u0003\u0004 and so on and so on"), Small.Plan(), Small.Codebook);

        Assert.Contains("zip archive", Assert.IsType<AdapterRefusal.NotSafetensors>(Assert.Single(problems)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Header_larger_than_any_adapter_needs_is_refused()
    {
        var problems = Changed(metadata => metadata["modelspec.thumbnail"] = new string('x', 5_000_000));

        Assert.IsType<AdapterRefusal.NotSafetensors>(Assert.Single(problems));
    }

    [Fact]
    public void Adapter_in_memory_with_layers_in_another_order_is_refused()
    {
        var adapter = Small.Adapter();

        Assert.NotEmpty(AdapterCheck.Problems(adapter with { Layers = [.. adapter.Layers.Reverse()] }, Small.Plan(), Small.Codebook));
        Assert.NotEmpty(AdapterCheck.Problems(adapter.With(0, layer => layer with { Rank = 0 }), Small.Plan(), Small.Codebook));
        Assert.NotEmpty(AdapterCheck.Problems(adapter.With(0, layer => layer with { B = new float[64] }), Small.Plan(), Small.Codebook));
        Assert.Empty(AdapterCheck.Problems(adapter, Small.Plan(), Small.Codebook));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Garbled_files_are_accepted_or_refused_but_never_crash(int seed)
    {
        var random = new Random(seed);
        var original = Small.File(Small.Adapter());

        for (var round = 0; round < 400; round++)
        {
            var file = (byte[])original.Clone();
            for (var i = random.Next(1, 4); i > 0; i--) file[random.Next(random.Next(2) == 0 ? 4000 : file.Length)] = (byte)random.Next(256);

            var reading = ConceptAdapterFile.Inspect(new MemoryStream(file), Small.Plan(), Small.Codebook);

            if (reading is AdapterReading.Accepted accepted) Assert.Empty(AdapterCheck.Problems(accepted.Adapter, Small.Plan(), Small.Codebook));
        }
    }
}
