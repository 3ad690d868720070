using System.Diagnostics;
using ConceptHub.BlockLora;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Benchmarks;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Cli.Bench;

/// <summary>Loads a checkpoint of a known model's shapes with random weights, made on the spot, and measures what it takes.</summary>
internal static class LoadBench
{
    private const double WantedPeak = 1.3;   // of the model's own size

    /// <summary>The peak is that of the whole process, runtime and the making of the file included, so the true one of loading is lower.</summary>
    public static IReadOnlyList<Measure> Measure(KnownShapes shapes, SafetensorsType type)
    {
        var folder = Directory.CreateTempSubdirectory("concepthub-bench-").FullName;
        try
        {
            Bars.Run($"making a random {shapes.Name}", 1, _ => Make(shapes, type, folder));
            var fileBytes = new DirectoryInfo(folder).EnumerateFiles("*.safetensors", SearchOption.AllDirectories).Sum(file => file.Length);
            var clock = Stopwatch.StartNew();
            using var model = Bars.Run("loading it", 1, _ => StableDiffusionModel.Load(folder));
            clock.Stop();
            using var own = Process.GetCurrentProcess();
            var bytes = new nn.Module[] { model.UNet, model.TextEncoder, (AutoencoderKL)model.Autoencoder }.SelectMany(part => part.state_dict().Values).Sum(tensor => tensor.numel() * tensor.element_size());
            var name = $"bench.load.{shapes.Name}.{type.FileName().ToLowerInvariant()}";
            return
            [
                new($"{name}.time", clock.Elapsed.TotalSeconds, "s"),
                new($"{name}.file", fileBytes / (double)(1 << 20), "MiB"),
                new($"{name}.model", bytes / (double)(1 << 20), "MiB"),
                Shell.Measure.AtMost($"{name}.peak.of-model", own.PeakWorkingSet64 / (double)bytes, "times", WantedPeak),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Make(KnownShapes shapes, SafetensorsType type, string folder)
    {
        Save(Path.Combine(folder, "unet"), "diffusion_pytorch_model", shapes.UNet.ToJson(), () => new UNet2DConditionModel(shapes.UNet), type);
        Save(Path.Combine(folder, "vae"), "diffusion_pytorch_model", shapes.Autoencoder.ToJson(), () => new AutoencoderKL(shapes.Autoencoder), type);
        Save(Path.Combine(folder, "text_encoder"), "model", shapes.Text.ToJson(), () => new CLIPTextModel(shapes.Text), type);
        WordTokenizerBuilder.Build(["a"]).Save(Path.Combine(folder, "tokenizer"));
        var scheduler = Directory.CreateDirectory(Path.Combine(folder, "scheduler")).FullName;
        File.WriteAllText(Path.Combine(scheduler, "scheduler_config.json"), new SchedulerConfig().ToJson());
    }

    private static void Save(string part, string stem, string config, Func<nn.Module> make, SafetensorsType type)
    {
        Directory.CreateDirectory(part);
        File.WriteAllText(Path.Combine(part, "config.json"), config);
        using var module = make();
        ModuleWeights.Save(module, Path.Combine(part, stem + ".safetensors"), type);
    }
}
