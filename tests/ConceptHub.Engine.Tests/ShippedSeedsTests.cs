using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Pipelines;
using static TorchSharp.torch;

namespace ConceptHub.Engine.Tests;

/// <summary>The concepts that come with the hub, on the model that comes with it.</summary>
public sealed class ShippedSeedsTests
{
    private static readonly string[] Asked = ["mira", "heart-mug", "lava-cave", "thermal", "zubi-the-alien"];

    [Fact]
    public void All_fifteen_in_one_merge_keep_nearly_all_of_what_each_shows_alone()
    {
        using var off = no_grad();
        using var model = StableDiffusionModel.Load(Repository.Data("models", "toyworld"));
        var names = Directory.GetDirectories(Repository.Data("seed")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal).ToList();
        var parts = names.Select((name, i) => new RecipePart(new Guid(i + 1, 0, 0, new byte[8]), Adapter(model, name), 1)).ToList();
        Assert.Equal(15, parts.Count);

        var kept = Asked.Select(name =>
        {
            using var scope = NewDisposeScope();
            using var lesson = new Lesson(model, name);
            var own = parts[names.IndexOf(name)];
            var wordless = own with { Adapter = own.Adapter with { ContextWords = null } };
            var (without, alone, merged) = (lesson.Error([], [wordless]), lesson.Error([own], [own]), lesson.Error(parts, parts));
            Assert.True(alone < 0.65 * without, $"{name}: error {alone:0.000} with it, {without:0.000} without");
            return (without - merged) / (without - alone);
        }).ToList();

        Assert.True(kept.Average() > 0.88, $"kept in the merge: {string.Join(", ", Asked.Zip(kept).Select(it => $"{it.First} {it.Second:0.00}"))}");
    }

    private static ConceptAdapter Adapter(StableDiffusionModel model, string name)
    {
        using var file = File.OpenRead(Repository.Data("seed", name, "adapter.safetensors"));
        return ConceptAdapterFile.Read(file, model.Plan, model.Codebook);
    }

    /// <summary>A concept's training pictures under noise of all levels.</summary>
    private sealed class Lesson : IDisposable
    {
        private readonly StableDiffusionModel _model;
        private readonly TextToImagePipeline _pipeline;
        private readonly string[] _captions;
        private readonly Tensor _noisy, _timesteps, _target;

        public Lesson(StableDiffusionModel model, string name)
        {
            (_model, _pipeline) = (model, new TextToImagePipeline(model));
            using var json = JsonDocument.Parse(File.ReadAllText(Repository.Data("seed", name, "training.json")));
            var files = json.RootElement.EnumerateArray().Select(it => (File: it.GetProperty("file").GetString()!, Caption: it.GetProperty("caption").GetString()!)).ToArray();
            _captions = [.. files.Select(it => it.Caption)];
            using var generator = new Generator(9);
            var clean = cat([.. files.Select(it => model.Autoencoder.Encode(PictureFile.Cover(File.ReadAllBytes(Repository.Data("seed", name, "training", it.File)), model.DefaultWidth, model.DefaultHeight).ToTensor(CPU)))]);
            var noise = randn(clean.shape, generator: generator);
            _timesteps = linspace(20, model.Noise.Timesteps - 20, files.Length).to(ScalarType.Int64);
            (_noisy, _target) = (model.Noise.AddNoise(clean, noise, _timesteps), model.Noise.Target(clean, noise, _timesteps));
        }

        /// <summary>Mean squared error of what the model says of the pictures.</summary>
        /// <param name="words">Whose trigger and context words are known, merged or not.</param>
        public double Error(IReadOnlyList<RecipePart> merged, IReadOnlyList<RecipePart> words)
        {
            using var scope = NewDisposeScope();
            _model.Merge.Apply([.. merged]);
            return (_model.UNet.forward(_noisy, _timesteps, _pipeline.Encode(_captions, [.. words])) - _target).square().mean().item<float>();
        }

        public void Dispose()
        {
            _noisy.Dispose();
            _timesteps.Dispose();
            _target.Dispose();
        }
    }
}
