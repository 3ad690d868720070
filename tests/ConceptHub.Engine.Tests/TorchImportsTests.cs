using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Tests.Checkpoints;

namespace ConceptHub.Engine.Tests;

/// <summary>An exported concept comes back as an ordinary LoRA, on the real tensors of a small random model.</summary>
public sealed class TorchImportsTests : IDisposable
{
    private readonly RandomModelFolder _folder = new(RandomModelFolder.First with
    {
        SampleSize = 8,
        BlockOutChannels = [32, 48],
        DownBlockTypes = ["CrossAttnDownBlock2D", "DownBlock2D"],
        UpBlockTypes = ["UpBlock2D", "CrossAttnUpBlock2D"],
        Heads = [8, 8],
        TransformerLayers = [1, 1],
    });

    [Fact]
    public async Task Brought_lora_is_projected_then_distilled_and_both_say_what_they_keep()
    {
        await using var bench = new Bench(() => TorchDevice.Open(_folder.Folder));
        var model = (await bench.OpenedAsync()).Model;
        var niche = bench.Niche() with { BaseModelHash = model.Hash, Lora = Exported(bench, model), TriggerWord = "<quix>", ClassWord = "cat", Kind = ConceptKind.Subject };

        var projected = await bench.RunAsync(niche);
        var distilled = await bench.RunAsync(bench.Training(steps: 3) with { BaseModelHash = model.Hash, Pictures = [], Lora = niche.Lora, TriggerWord = "<quix>", ClassWord = "cat", SampleEvery = 3 });

        var quiet = Assert.IsType<JobEvent.NicheMade>(projected[^1]);
        Assert.Equal(model.Plan.Layers.Count, quiet.Projected);
        Assert.InRange(quiet.Judgement.Kept, 0.5, 1);
        Assert.InRange(quiet.Judgement.Drift, 0, quiet.Judgement.LoraDrift);
        Assert.Equal(quiet.Layers, LoraFile.Read(new MemoryStream(bench.Blobs[quiet.Blob]), model.Fit.Targets).Modules.Count);
        Assert.Equal(2, projected.OfType<JobEvent.Sample>().Select(sample => Convert.ToHexString(sample.Png)).Distinct().Count());
        var made = Assert.IsType<JobEvent.AdapterMade>(distilled[^1]);
        Assert.Equal(35, ConceptAdapterFile.Read(new MemoryStream(bench.Blobs[made.Blob]), model.Plan, model.Codebook).ConceptNumber);
        Assert.True(double.IsFinite(made.Judgement!.Kept) && made.Judgement.Kept < quiet.Judgement.Kept);
        Assert.Equal(quiet.Judgement.LoraDrift, made.Judgement.LoraDrift, 1e-6); // the same LoRA on the same sentences
        Assert.NotEmpty(distilled.OfType<JobEvent.Metric>());
    }

    [Fact]
    public async Task Lora_that_changes_nothing_is_refused_with_a_hint()
    {
        await using var bench = new Bench(() => TorchDevice.Open(_folder.Folder));
        var model = (await bench.OpenedAsync()).Model;
        var layer = model.Plan.Layers[0];
        using var file = new MemoryStream();
        LoraFile.Write(file, new OrdinaryLora { Modules = [new LoraModule($"unet.{layer.Name}", 1, [layer.Outputs, layer.Inputs], new float[layer.Inputs], new float[layer.Outputs], 1)] });
        var request = bench.Niche() with { BaseModelHash = model.Hash, ClassWord = "cat", Lora = new RequestedLora(bench.Blobs.Put(file.ToArray()), null, "") };

        var failed = Assert.IsType<JobEvent.Failed>((await bench.RunAsync(request))[^1]);

        Assert.Contains("nothing to keep", failed.Sentence, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static RequestedLora Exported(Bench bench, DeviceModel model)
    {
        const int Number = 7;
        var random = new Random(3);
        var codeword = model.Codebook.Encode(Number);
        var adapter = new ConceptAdapter
        {
            ConceptNumber = Number,
            Codeword = codeword,
            TriggerWord = "quix",
            ClassWord = "cat",
            Kind = ConceptKind.Subject,
            BaseModelHash = model.Hash,
            PlanHash = model.Plan.Hash,
            Layers = [.. model.Plan.Layers.Select((layer, i) => new AdapterLayer(layer.Name, 2, Numbers(2 * layer.Inputs), Numbers(2 * model.Plan.RowCount(layer, codeword[model.Plan.LayerSites[i]]))))],
            TokenEmbedding = new TokenEmbedding(1, model.Fit.TextWidth, Numbers(model.Fit.TextWidth)),
        };
        using MemoryStream lora = new(), word = new();
        LoraExport.Write(lora, model.Plan, [new ExportedConcept(adapter, 1, "quix", "")], new LoraExportOptions { Format = LoraFormat.Kohya, Storage = SafetensorsType.F16 });
        LoraExport.WriteEmbedding(word, adapter);
        return new RequestedLora(bench.Blobs.Put(lora.ToArray()), bench.Blobs.Put(word.ToArray()), "");

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }
}
