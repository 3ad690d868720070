using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Diffusion.Pretraining;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using ConceptHub.ToyWorld;

namespace ConceptHub.Cli.Pretrain;

/// <summary>
/// The model folder's weights (fp16, what is shipped) and rolling full-precision copies in the state folder, each with a grid of
/// pictures for captions never trained on.
/// </summary>
internal sealed class PretrainCheckpoints(string folder, string state, UNet2DConditionModel unet, CLIPTextModel text)
{
    private const int Kept = 3, Columns = 8;
    private const string UNetFile = "unet.safetensors", TextFile = "text_encoder.safetensors", StepFile = "step.txt";

    /// <summary>Loads the newest rolling copy, else the model folder's weights; returns the steps made so far.</summary>
    public int Load()
    {
        if (Copies().LastOrDefault() is { } newest)
        {
            ModuleWeights.Load(unet, Path.Combine(newest, UNetFile));
            ModuleWeights.Load(text, Path.Combine(newest, TextFile));
            return int.Parse(File.ReadAllText(Path.Combine(newest, StepFile)), CultureInfo.InvariantCulture);
        }

        ModuleWeights.Load(unet, WeightFiles.Find(Path.Combine(folder, "unet"), "diffusion_pytorch_model"));
        ModuleWeights.Load(text, WeightFiles.Find(Path.Combine(folder, "text_encoder"), "model"));
        return 0;
    }

    public void Save(PretrainingStep step)
    {
        var copy = Path.Combine(state, string.Create(CultureInfo.InvariantCulture, $"step-{step.Step:D8}"));
        Directory.CreateDirectory(copy);
        ModuleWeights.Save(unet, Path.Combine(copy, UNetFile));
        ModuleWeights.Save(text, Path.Combine(copy, TextFile));
        File.WriteAllText(Path.Combine(copy, StepFile), step.Step.ToString(CultureInfo.InvariantCulture));
        foreach (var old in Copies().SkipLast(Kept)) Directory.Delete(old, recursive: true);

        ModuleWeights.Save(unet, Path.Combine(folder, "unet", "diffusion_pytorch_model.safetensors"), SafetensorsType.F16);
        ModuleWeights.Save(text, Path.Combine(folder, "text_encoder", "model.safetensors"), SafetensorsType.F16);
        DrawSamples(Path.Combine(state, string.Create(CultureInfo.InvariantCulture, $"samples-{step.Step:D8}.png")));
    }

    private IEnumerable<string> Copies() =>
        Directory.Exists(state) ? Directory.EnumerateDirectories(state, "step-*").Order(StringComparer.Ordinal) : [];

    private void DrawSamples(string path)
    {
        using var model = StableDiffusionModel.Load(folder);
        var pipeline = new TextToImagePipeline(model);
        var captions = World.EvaluationCaptions(300).Where((_, i) => i % 36 == 0).Take(Columns).ToList();
        var pictures = captions.Select((c, i) => pipeline.Generate(new GenerationSettings { Prompt = c.Caption, Seed = i, Steps = 12 }, [], null, CancellationToken.None));
        PngFile.WriteGrid(path, [.. pictures], Columns);
    }
}
