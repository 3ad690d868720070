using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Checkpoints;
using ConceptHub.Diffusion.Tests.Adapters;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Diffusion.Tests.Checkpoints;

public sealed class MergedModelExportTests : IDisposable
{
    private static readonly HashSet<string> NothingLeftOut = [];
    private readonly TinyModel _tiny = new();
    private readonly DirectoryInfo _target = Directory.CreateTempSubdirectory("merged-model-");

    [Theory]
    [InlineData(SafetensorsType.F32)]
    [InlineData(SafetensorsType.F16)]
    public void Exported_weights_are_those_of_the_merge_rounded_once(SafetensorsType stored)
    {
        var weights = Path.Combine(_tiny.Folder, "unet", "diffusion_pytorch_model.safetensors");
        ModuleWeights.Save(_tiny.Model.UNet, weights, stored);
        using var model = StableDiffusionModel.Load(_tiny.Folder);
        List<RecipePart> recipe = [Part(model, 2, 1.3f), Part(model, 1, 0.7f), Part(model, 1 + model.Plan.Blocks, 0.4f)];   // the last shares blocks with others

        Export(model, recipe);

        model.Merge.Apply(recipe);
        using var exported = WeightFiles.Open(Path.Combine(_target.FullName, "unet", "diffusion_pytorch_model.safetensors"));
        var merged = model.UNet.state_dict();
        Assert.Equal(merged.Keys.Order(StringComparer.Ordinal), exported.Tensors.Keys.Order(StringComparer.Ordinal));
        Assert.All(exported.Tensors.Values, tensor => Assert.Equal(FloatBytes.FromFloats(merged[tensor.Name].data<float>().ToArray(), stored), BytesOf(exported, tensor)));
        Assert.NotEqual(File.ReadAllBytes(weights), File.ReadAllBytes(Path.Combine(_target.FullName, "unet", "diffusion_pytorch_model.safetensors")));
    }

    [Fact]
    public void Exported_folder_loads_and_knows_the_trigger_words()
    {
        List<RecipePart> recipe = [Part(_tiny.Model, 1, 1), Part(_tiny.Model, 2, 1)];
        Export(_tiny.Model, recipe);

        using var model = StableDiffusionModel.Load(_target.FullName);

        Assert.Equal(_tiny.Model.TextEncoder.Config.VocabularySize + 2, model.TextEncoder.Config.VocabularySize);
        var table = model.TextEncoder.state_dict().Single(state => state.Key.EndsWith("token_embedding.weight", StringComparison.Ordinal)).Value;
        Assert.Equal(recipe[1].Adapter.TokenEmbedding.Values, table[^1].data<float>().ToArray());
        Assert.Contains(table.shape[0] - 1, model.Tokenizer.Encode($"a photo of <{recipe[1].Adapter.TriggerWord}> person", model.MaximumTokens));
    }

    [Fact]
    public void Concept_of_another_model_is_refused_before_anything_is_written()
    {
        var part = Part(_tiny.Model, 1, 1);

        var refused = Assert.Throws<ArgumentException>(() => Export(_tiny.Model, [part with { Adapter = part.Adapter with { PlanHash = "other" } }]));

        Assert.Contains("was trained for another base model", refused.Message);
        Assert.Empty(_target.EnumerateFileSystemInfos());
    }

    public void Dispose()
    {
        _tiny.Dispose();
        _target.Delete(recursive: true);
    }

    private static RecipePart Part(StableDiffusionModel model, int number, float strength) =>
        new(new Guid(number, 0, 0, new byte[8]), RandomAdapters.For(model, number, $"friend{number}"), strength);

    private void Export(StableDiffusionModel model, IReadOnlyList<RecipePart> recipe)
    {
        foreach (var file in MergedModelExport.Files(model.Folder, model.Plan, recipe, NothingLeftOut, TestContext.Current.CancellationToken))
        {
            var path = Path.Combine(_target.FullName, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var stream = File.Create(path);
            file.WriteTo(stream);
        }
    }

    private static byte[] BytesOf(WeightFiles file, TensorEntry tensor)
    {
        byte[] bytes = [];
        file.Read(tensor, read => bytes = read.ToArray());
        return bytes;
    }
}
