using ConceptHub.BlockLora.Tests.Safetensors;

namespace ConceptHub.BlockLora.Tests.Adapters;

public sealed class ConceptAdapterFileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(35)]
    [InlineData(4095)]
    public void Adapter_comes_back_bit_for_bit(int number)
    {
        var adapter = Small.Adapter(number, seed: number);

        var again = ConceptAdapterFile.Read(new TrickleStream(Small.File(adapter), 100), Small.Plan(), Small.Codebook);

        Assert.Equal((number, adapter.Codeword, "<alice>", "person", ConceptKind.Person), (again.ConceptNumber, again.Codeword, again.TriggerWord, again.ClassWord, again.Kind));
        Assert.Equal((adapter.BaseModelHash, adapter.PlanHash), (again.BaseModelHash, again.PlanHash));
        Assert.Equal(adapter.Training, again.Training.ToDictionary());
        Assert.Equal(adapter.TokenEmbedding.Values, again.TokenEmbedding.Values);
        Assert.Equal((Small.SiteCount, 3, Small.TokenWidth), (again.ContextWords!.Sites, again.ContextWords.Words, again.ContextWords.Width));
        Assert.Equal(adapter.ContextWords!.Values, again.ContextWords.Values);
        foreach (var (written, read) in new[] { (adapter.Layers, again.Layers), (adapter.StandaloneLayers!, again.StandaloneLayers!) })
        {
            Assert.Equal(written.Select(l => (l.Name, l.Rank)), read.Select(l => (l.Name, l.Rank)));
            Assert.All(written.Zip(read), pair => Assert.True(pair.First.A.SequenceEqual(pair.Second.A) && pair.First.B.SequenceEqual(pair.Second.B)));
        }
    }

    [Theory]
    [InlineData(SafetensorsType.F16, 3e-4f)] // 2^-12 for numbers up to a half
    [InlineData(SafetensorsType.BF16, 2e-3f)] // 2^-9 for the same
    public void Short_storage_rounds_and_halves_the_data(SafetensorsType storage, float tolerance)
    {
        var adapter = Small.Adapter();
        var file = Small.File(adapter, new AdapterFileOptions { Storage = storage });

        var again = ConceptAdapterFile.Read(new MemoryStream(file), Small.Plan(), Small.Codebook);

        Assert.All(adapter.Layers[5].A.Zip(again.Layers[5].A), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        Assert.Equal(RawFile.Read(Small.File(adapter)).Header.DataLength, 2 * RawFile.Read(file).Header.DataLength);
    }

    [Fact]
    public void Adapter_of_rows_alone_stays_so()
    {
        var again = ConceptAdapterFile.Read(new MemoryStream(Small.File(Small.Adapter() with { ContextWords = null, StandaloneLayers = null })), Small.Plan(), Small.Codebook);

        Assert.Null(again.ContextWords);
        Assert.Null(again.StandaloneLayers);
    }

    [Fact]
    public void Rows_that_stand_alone_are_all_there_or_none()
    {
        var adapter = Small.Adapter();
        var first = adapter.StandaloneLayers![0];
        var tooFew = adapter with { StandaloneLayers = [.. adapter.StandaloneLayers.Skip(1)] };
        var tooShort = adapter with { StandaloneLayers = [first with { A = new float[3] }, .. adapter.StandaloneLayers.Skip(1)] };

        Assert.NotEmpty(Assert.Throws<InvalidAdapterException>(() => Small.File(tooFew)).Problems);
        var problem = Assert.IsType<AdapterRefusal.WrongShape>(Assert.Single(Assert.Throws<InvalidAdapterException>(() => Small.File(tooShort)).Problems));
        Assert.Equal($"blocklora.standalone.{first.Name}.A", problem.Name);
    }

    [Theory]
    [InlineData(6, 3, Small.TokenWidth)]
    [InlineData(Small.SiteCount, 78, Small.TokenWidth)]
    [InlineData(Small.SiteCount, 3, Small.TokenWidth + 1)]
    public void Context_words_of_another_shape_are_refused(int sites, int words, int width)
    {
        var adapter = Small.Adapter() with { ContextWords = new ContextWords(sites, words, width, new float[sites * words * width]) };

        var refused = Assert.Throws<InvalidAdapterException>(() => Small.File(adapter));

        var problem = Assert.IsType<AdapterRefusal.WrongShape>(Assert.Single(refused.Problems));
        Assert.Equal(("blocklora.context", $"[7, 1..77, 12]", $"[{sites}, {words}, {width}]"), (problem.Name, problem.Expected, problem.Found));
    }

    [Fact]
    public void Equal_adapters_give_equal_files() => Assert.Equal(Small.File(Small.Adapter()), Small.File(Small.Adapter()));

    [Fact]
    public void File_tells_other_tools_what_it_is()
    {
        var options = new AdapterFileOptions { Author = "Ada", License = "CC-BY-4.0", Date = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)) };

        var metadata = RawFile.Read(Small.File(Small.Adapter(), options)).Metadata;

        Assert.Equal("1.0.1", metadata["modelspec.sai_model_spec"]);
        Assert.Equal("<alice> person", metadata["modelspec.title"]);
        Assert.Equal("Ada", metadata["modelspec.author"]);
        Assert.Equal("2026-01-02T02:04:05Z", metadata["modelspec.date"]);
        Assert.Matches("^0x[0-9a-f]{64}$", metadata["modelspec.hash_sha256"]);
        Assert.Equal(("2", "2", "400", "7"), (metadata["ss_network_dim"], metadata["ss_network_alpha"], metadata["ss_steps"], metadata["ss_seed"]));
        Assert.Equal(("35", "3,1,7,5,11,9,15"), (metadata["blocklora.concept_number"], metadata["blocklora.codeword"]));
        Assert.DoesNotContain("modelspec.description", metadata.Keys);
    }

    [Fact]
    public void File_has_no_number_for_rows_outside_the_block()
    {
        var (plan, adapter) = (Small.Plan(), Small.Adapter());

        var tensors = RawFile.Read(Small.File(adapter)).Tensors;

        foreach (var set in new[] { "blocklora", "blocklora.standalone" })
        {
            for (var i = 0; i < plan.Layers.Count; i++)
                Assert.Equal(plan.RowCount(plan.Layers[i], adapter.Codeword[plan.LayerSites[i]]), tensors[$"{set}.{plan.Layers[i].Name}.B"].Shape[0]);
        }

        Assert.Equal(plan.Layers.Count * 4 + 2, tensors.Count);
    }

    [Fact]
    public void Nothing_is_written_of_an_adapter_that_does_not_fit()
    {
        var stream = new MemoryStream();
        var adapter = Small.Adapter() with { Codeword = Small.Codebook.Encode(36) };

        var refused = Assert.Throws<InvalidAdapterException>(() => ConceptAdapterFile.Write(stream, adapter, Small.Plan(), Small.Codebook));

        Assert.IsType<AdapterRefusal.WrongCodeword>(Assert.Single(refused.Problems));
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void Number_too_large_for_half_floats_is_refused_before_it_becomes_infinite()
    {
        var adapter = Small.Adapter().With(3, layer => layer with { A = [70000f, .. layer.A[1..]] });

        var refused = Assert.Throws<InvalidAdapterException>(() => Small.File(adapter, new AdapterFileOptions { Storage = SafetensorsType.F16 }));

        Assert.IsType<AdapterRefusal.NotFinite>(Assert.Single(refused.Problems));
        Assert.NotEmpty(Small.File(adapter));
    }

    [Fact]
    public void Codebook_of_another_size_than_the_plan_is_a_fault_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => ConceptAdapterFile.Inspect(new MemoryStream(), Small.Plan(), new Codebook(16, 8)));
}
