using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;

namespace ConceptHub.Diffusion.Tests.Adapters;

/// <summary>The seed concepts in the embedded model, exported for other tools and read back as another tool would.</summary>
public sealed class ExportedRecipeTests
{
    // fp32: both multiply strength · B with A, but in products of other sizes, which the library may sum in another order, so a weight
    // may differ in its last bit. Measured 2.0e-6 at outputs of size 0.5; as a share of that size:
    private const double FromRounding = 2e-5;

    [Theory]
    [InlineData(LoraFormat.Kohya)]
    [InlineData(LoraFormat.Diffusers)]
    [InlineData(LoraFormat.Peft)]
    public void Fifteen_exported_concepts_say_what_the_merge_says(LoraFormat format)
    {
        using var model = StableDiffusionModel.Load(Data("models/toyworld"));
        var recipe = Seeds(model);
        var concepts = recipe.Select((part, i) => new ExportedConcept(part.Adapter, part.Strength, part.Adapter.TriggerWord, $"{i}")).ToList();
        using var file = new MemoryStream();
        LoraExport.Write(file, model.Plan, concepts, new LoraExportOptions { Format = format });
        file.Position = 0;

        var lora = LoraFile.Read(file, model.AdaptableWeights.Targets, format == LoraFormat.Peft ? LoraExport.PeftConfig(model.Plan, concepts) : null);
        var found = MergeComparison.Of(model, recipe, [new LoraPart(Guid.Empty, lora, 1)]);

        TestContext.Current.TestOutputHelper!.WriteLine($"{format}: {found}");
        Assert.Equal(15, recipe.Count);
        Assert.True(found.Effect > 100 * FromRounding, $"{found}");
        Assert.True(found.LargestDifference <= FromRounding * found.Scale, $"{found}");
        Assert.All(lora.Modules.Zip(model.Plan.Layers.OrderBy(l => "unet." + l.Name, StringComparer.Ordinal)), pair => RowsOutsideBlocksAreZero(model, recipe, pair.First, pair.Second));
    }

    private static void RowsOutsideBlocksAreZero(StableDiffusionModel model, IReadOnlyList<RecipePart> recipe, LoraModule module, AdaptedLayer layer)
    {
        var index = model.Plan.Layers.ToList().IndexOf(layer);
        var own = recipe.SelectMany(p =>
        {
            var rows = model.Plan.Rows(layer, p.Adapter.Codeword[model.Plan.LayerSites[index]]);
            return Enumerable.Range(rows.Start.Value, rows.End.Value - rows.Start.Value);
        }).ToHashSet();
        Assert.Equal("unet." + layer.Name, module.Path);
        Assert.Equal(recipe.Sum(p => p.Adapter.Layers[index].Rank), module.Rank);
        Assert.All(Enumerable.Range(0, layer.Outputs).Where(row => !own.Contains(row)), row => Assert.All(module.Up.AsSpan(row * module.Rank, module.Rank).ToArray(), value => Assert.Equal(0, value)));
    }

    private static List<RecipePart> Seeds(StableDiffusionModel model) =>
        [.. Directory.GetDirectories(Data("seed")).Order(StringComparer.Ordinal).Select((folder, i) =>
        {
            using var file = File.OpenRead(Path.Combine(folder, "adapter.safetensors"));
            return new RecipePart(new Guid(i + 1, 0, 0, new byte[8]), ConceptAdapterFile.Read(file, model.Plan, model.Codebook).ToStandalone(), 0.5f + i * 0.1f);
        })];

    private static string Data(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "data", name) is var path && Directory.Exists(path)) return path;
        throw new DirectoryNotFoundException($"No data/{name} above the test.");
    }
}
