using System.Text.Json;
using ConceptHub.BlockLora.Tests.Adapters;

namespace ConceptHub.BlockLora.Tests.Export;

public sealed class LoraExportTests
{
    private static readonly BlockPlan Plan = Small.Plan();
    private static readonly IReadOnlyList<ExportedConcept> Recipe =
    [
        new(Small.Adapter(35, seed: 1), 0.7f, "Alice", "aa", 3, "CC-BY-4.0", "ana"),
        new(Small.Adapter(35, seed: 2), 1, "Bea, the second", "bb"),           // the same blocks as the first
        new(Small.Adapter(1200, seed: 3), 1.5f, "Carl", "cc", 1, "CC0-1.0"),
    ];

    [Theory]
    [InlineData(LoraFormat.Kohya, "lora_unet_{0}.lora_down.weight", "lora_unet_{0}.lora_up.weight")]
    [InlineData(LoraFormat.Diffusers, "unet.{0}.lora_A.weight", "unet.{0}.lora_B.weight")]
    [InlineData(LoraFormat.Peft, "base_model.model.{0}.lora_A.weight", "base_model.model.{0}.lora_B.weight")]
    public void Export_upTimesDown_isTheSumOfTheBlocks(LoraFormat format, string downName, string upName)
    {
        var file = Exported(format);

        foreach (var (layer, i) in Plan.Layers.Select((layer, i) => (layer, i)))
        {
            var name = format == LoraFormat.Kohya ? layer.Name.Replace('.', '_') : layer.Name;
            var (down, up) = (string.Format(null, downName, name), string.Format(null, upName, name));
            var rank = (int)file.Tensors[down].Shape[0];
            Assert.Equal([layer.Outputs, rank], file.Tensors[up].Shape);
            if (format == LoraFormat.Kohya) Assert.Equal([rank], file.ReadFloats($"lora_unet_{name}.alpha"));   // scale 1
            var change = Product(file.ReadFloats(up), file.ReadFloats(down), layer.Outputs, rank, layer.Inputs);
            Assert.Equal(Expected(layer, i), change, (a, b) => Math.Abs(a - b) < 1e-6);
        }

        Assert.Equal(Plan.Layers.Count * (format == LoraFormat.Kohya ? 3 : 2), file.Tensors.Count);
    }

    [Fact]
    public void Export_hasTheRowsThatStandAlone_whereThereAreSome()
    {
        var (with, without) = (Small.Adapter(), Small.Adapter() with { StandaloneLayers = null });

        Assert.Equal(with.StandaloneLayers, new ExportedConcept(with, 1, "Alice", "aa").Adapter.Layers);
        Assert.Equal(without.Layers, new ExportedConcept(without, 1, "Alice", "aa").Adapter.Layers);
        Assert.Null(new ExportedConcept(with, 1, "Alice", "aa").Adapter.ContextWords);
    }

    [Fact]
    public void Export_carriesReceiptAndTheKeysThatOtherToolsShow()
    {
        var texts = Exported(LoraFormat.Kohya).Metadata;

        using var receipt = JsonDocument.Parse(texts["blocklora.receipt"]);
        var first = receipt.RootElement[0];
        Assert.Equal(("Alice", 3, "aa", "CC-BY-4.0"), (first.GetProperty("concept").GetString(), first.GetProperty("version").GetInt32(), first.GetProperty("sha256").GetString(), first.GetProperty("licence").GetString()));
        Assert.Equal(0.7, first.GetProperty("strength").GetDouble(), 6);
        Assert.Equal("Alice, Bea  the second, Carl", texts["modelspec.merged_from"]);
        Assert.Equal("CC-BY-4.0 (Alice); CC0-1.0 (Carl)", texts["modelspec.license"]);
        Assert.Equal(("networks.lora", "6", "6"), (texts["ss_network_module"], texts["ss_network_dim"], texts["ss_network_alpha"]));
    }

    [Fact]
    public void PeftConfig_namesEveryLayerAndItsRank()
    {
        using var config = JsonDocument.Parse(LoraExport.PeftConfig(Plan, Recipe));

        var targets = config.RootElement.GetProperty("target_modules").EnumerateArray().Select(t => t.GetString()).ToList();
        Assert.Equal(Plan.Layers.Select(l => l.Name), targets);
        Assert.Equal(config.RootElement.GetProperty("r").GetInt32(), config.RootElement.GetProperty("lora_alpha").GetInt32());
    }

    [Fact]
    public void Export_ofAnotherModelsConcept_isRefused()
    {
        var foreign = new ExportedConcept(Recipe[0].Adapter with { PlanHash = "other" }, 1, "Alice", "aa");

        var fault = Assert.Throws<ArgumentException>(() => LoraExport.Write(Stream.Null, Plan, [foreign], new LoraExportOptions { Format = LoraFormat.Kohya }));

        Assert.Contains("'Alice' was trained for another base model.", fault.Message);
    }

    [Fact]
    public void Embedding_isATextualInversionFile()
    {
        using var stream = new MemoryStream();
        LoraExport.WriteEmbedding(stream, Recipe[0].Adapter);
        stream.Position = 0;
        var file = SafetensorsFile.Read(stream);

        Assert.Equal([2, Small.TokenWidth], file.Tensors["emb_params"].Shape);
        Assert.Equal(Recipe[0].Adapter.TokenEmbedding.Values, file.ReadFloats("emb_params"));
    }

    private static SafetensorsFile Exported(LoraFormat format)
    {
        using var stream = new MemoryStream();
        LoraExport.Write(stream, Plan, Recipe, new LoraExportOptions { Format = format });
        stream.Position = 0;
        return SafetensorsFile.Read(stream);
    }

    private static double[] Expected(AdaptedLayer layer, int index)
    {
        var sum = new double[layer.Outputs * layer.Inputs];
        foreach (var concept in Recipe)
        {
            var change = concept.Adapter.Layers[index];
            var rows = Plan.Rows(layer, concept.Adapter.Codeword[Plan.LayerSites[index]]);
            var block = Product(change.B, change.A, rows.End.Value - rows.Start.Value, change.Rank, layer.Inputs);
            for (var i = 0; i < block.Length; i++) sum[rows.Start.Value * layer.Inputs + i] += block[i] * concept.Strength;
        }

        return sum;
    }

    private static double[] Product(float[] left, float[] right, int rows, int inner, int columns) =>
        [.. from row in Enumerable.Range(0, rows) from column in Enumerable.Range(0, columns)
            select Enumerable.Range(0, inner).Sum(i => (double)left[row * inner + i] * right[i * columns + column])];
}
