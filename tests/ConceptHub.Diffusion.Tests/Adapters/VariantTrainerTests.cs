using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Diffusion.Tests.Adapters;

public sealed class VariantTrainerTests : IDisposable
{
    private readonly TinyModel _tiny = new(isPrepared: true);

    // Else each training would first draw them.
    public VariantTrainerTests()
    {
        using var file = File.Create(Path.Combine(_tiny.Folder, ForeignExamples.FileName));
        var chance = new Random(5);
        SafetensorsWriter.Write(file, [SafetensorsTensor.FromFloats("latents", SafetensorsType.F32, [2, 4, 4, 4], [.. Enumerable.Range(0, 128).Select(_ => chance.NextSingle() * 2 - 1)])]);
    }

    [Fact]
    public void The_default_variant_trains_the_products_adapter_to_the_last_bit()
    {
        var product = new ConceptTrainer(_tiny.Model).Train(Settings, Pictures, null, null, TestContext.Current.CancellationToken);

        var adapter = Train(new TrainingVariant()).ToAdapter(_tiny.Model, Settings.ConceptNumber);

        Assert.Equal(product.TokenEmbedding.Values, adapter.TokenEmbedding.Values);
        Assert.Equal(product.Layers.SelectMany(l => l.A.Concat(l.B)), adapter.Layers.SelectMany(l => l.A.Concat(l.B)));
    }

    [Theory]
    [InlineData(RowLayout.Strided)]
    [InlineData(RowLayout.Permuted)]
    public void A_layout_changes_the_rows_and_not_their_number(RowLayout layout)
    {
        var contiguous = Train(new TrainingVariant());

        var other = Train(new TrainingVariant { Layout = layout });

        Assert.All(other.Layers.Values, layer => Assert.Equal(contiguous.Layers[layer.Layer].Rows.Count, layer.Rows.Count));
        Assert.Contains(other.Layers.Values, layer => !contiguous.Layers[layer.Layer].Rows.SequenceEqual(layer.Rows));
        Assert.Contains(other.Layers.Values, layer => layer.B.Any(b => b != 0));
    }

    [Fact]
    public void Blocks_of_one_layout_are_disjoint_and_cover_the_layer()
    {
        foreach (var layout in Enum.GetValues<RowLayout>())
        {
            var blocks = Enumerable.Range(0, 16).Select(n => new RowPlacement(_tiny.Model.Plan, new TrainingVariant { Layout = layout }, n, "mira").Rows(0)!);

            Assert.Equal(Enumerable.Range(0, _tiny.Model.Plan.Layers[0].Outputs), blocks.SelectMany(rows => rows).Order());
        }
    }

    [Fact]
    public void Key_and_value_layers_alone_are_those_that_read_text()
    {
        var change = Train(new TrainingVariant { Layers = LayerChoice.KeyValue });

        Assert.All(change.Layers.Keys, name => Assert.Matches(@"\.attn2\.to_[kv]$", name));
        Assert.Equal(_tiny.Model.Plan.Layers.Count / 5, change.Layers.Count);
    }

    [Fact]
    public void Whole_layers_change_every_row_and_none_of_them_when_only_the_word_is_learnt()
    {
        var whole = Train(new TrainingVariant { Rows = RowChoice.Whole, Erase = EraseForms.None });
        var word = Train(new TrainingVariant { Rows = RowChoice.None, Erase = EraseForms.None, HasReservedTrigger = false });

        Assert.All(_tiny.Model.Plan.Layers, layer => Assert.Equal(layer.Outputs, whole.Layers[layer.Name].Rows.Count));
        Assert.Empty(word.Layers);
        Assert.NotEqual(whole.Token, word.Token);
    }

    [Fact]
    public void Orthogonal_inputs_stay_as_they_were_given()
    {
        var variant = new TrainingVariant { Rows = RowChoice.Whole, HasOrthogonalInputs = true, Erase = EraseForms.None };

        var (short_, long_) = (Train(variant, steps: 1), Train(variant));

        Assert.Equal(short_.Layers.Values.First().A, long_.Layers.Values.First().A);
        Assert.NotEqual(short_.Layers.Values.First().B, long_.Layers.Values.First().B);
    }

    [Fact]
    public void Every_reading_of_erasure_trains_another_adapter()
    {
        EraseForms[] forms = [EraseForms.None, EraseForms.Branch, EraseForms.Function, EraseForms.Drop, EraseForms.Branch | EraseForms.Function];

        var trained = forms.Select(form => Train(new TrainingVariant { Erase = form }).Layers.Values.First().A).ToList();

        for (var i = 0; i < forms.Length; i++)
            for (var j = i + 1; j < forms.Length; j++) Assert.False(trained[i].SequenceEqual(trained[j]), $"{forms[i]} and {forms[j]}");
    }

    [Fact]
    public void A_change_comes_back_from_its_file_and_from_no_file_of_another_model()
    {
        var change = Train(new TrainingVariant { Layout = RowLayout.Strided });
        using var file = new MemoryStream();
        ConceptChangeFile.Write(file, change, _tiny.Model.Hash);

        file.Position = 0;
        var read = ConceptChangeFile.Read(file, _tiny.Model.Hash)!;
        file.Position = 0;
        var foreign = ConceptChangeFile.Read(file, "another");

        Assert.Null(foreign);
        Assert.Equal((change.TriggerWord, change.ClassWord), (read.TriggerWord, read.ClassWord));
        Assert.Equal(change.Token, read.Token);
        Assert.All(change.Layers.Values, layer =>
        {
            Assert.Equal(layer.Rows, read.Layers[layer.Layer].Rows);
            Assert.Equal(layer.A, read.Layers[layer.Layer].A);
            Assert.Equal(layer.B, read.Layers[layer.Layer].B);
        });
    }

    [Fact]
    public void Only_changes_of_the_numbers_rows_are_adapters_of_the_product()
    {
        var change = Train(new TrainingVariant());

        Assert.Throws<ArgumentException>(() => change.ToAdapter(_tiny.Model, Settings.ConceptNumber + 1));
    }

    public void Dispose() => _tiny.Dispose();

    private static ConceptTrainingSettings Settings { get; } = new()
    {
        TriggerWord = "mira",
        ClassWord = "person",
        Kind = ConceptKind.Person,
        ConceptNumber = 5,
        Steps = 4,
        Batch = 2,
        SampleEvery = 0,
    };

    private static IReadOnlyList<TrainingPicture> Pictures { get; } = [.. Enumerable.Range(0, 3).Select(seed =>
    {
        var pixels = new byte[16 * 16 * 3];
        new Random(seed).NextBytes(pixels);
        return new TrainingPicture(new RgbImage(16, 16, pixels), "a photo of <mira> person on the beach");
    })];

    private ConceptChange Train(TrainingVariant variant, int steps = 4) =>
        new VariantTrainer(_tiny.Model).Train(Settings with { Steps = steps }, variant, Pictures, null, TestContext.Current.CancellationToken);
}
