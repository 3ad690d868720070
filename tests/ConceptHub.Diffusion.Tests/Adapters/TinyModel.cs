using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Training;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Adapters;

/// <summary>A model folder with random weights and the shape of the embedded model, in a folder of its own.</summary>
internal sealed class TinyModel : IDisposable
{
    private static readonly string[] Words = ["a", "photo", "of", "person", "cat", "on", "the", "beach", "in", "space"];

    // The same for all: worked out once, not before each training.
    private static readonly Lazy<byte[]> Preparation = new(() =>
    {
        using var tiny = new TinyModel();
        using var file = new MemoryStream();
        TrainingPreparation.Write(file, tiny.Model, pools: 1, progress: null, CancellationToken.None);
        return file.ToArray();
    });

    /// <param name="isPrepared">With <see cref="TrainingPreparation"/> beside it, for tests that train.</param>
    public TinyModel(bool isPrepared = false)
    {
        Folder = Directory.CreateTempSubdirectory("tiny-model-").FullName;
        var tokenizer = WordTokenizerBuilder.Build(Words, 16);
        var text = new CLIPTextConfig
        {
            VocabularySize = tokenizer.VocabularySize,
            HiddenSize = 32,
            IntermediateSize = 64,
            Layers = 1,
            Heads = 2,
            MaxPositions = 16,
            StartTokenId = tokenizer.StartId,
            EndTokenId = tokenizer.EndId,
        };
        var unet = new UNetConfig
        {
            SampleSize = 4,
            InChannels = 4,
            OutChannels = 4,
            BlockOutChannels = [32, 64],
            LayersPerBlock = 1,
            CrossAttentionDim = 32,
            DownBlockTypes = ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
            UpBlockTypes = ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
            Heads = [2, 2],
            TransformerLayers = [1, 1],
            NormNumGroups = 8,
        };
        var autoencoder = new AutoencoderTinyConfig { Channels = 8, LatentChannels = 4, EncoderBlocks = [0, 1, 1], DecoderBlocks = [1, 1, 0] };
        Save("text_encoder", "model", text.ToJson(), new CLIPTextModel(text));
        Save("unet", "diffusion_pytorch_model", unet.ToJson(), new UNet2DConditionModel(unet));
        Save("vae", "diffusion_pytorch_model", autoencoder.ToJson(), new AutoencoderTiny(autoencoder));
        Directory.CreateDirectory(Path.Combine(Folder, "tokenizer"));
        tokenizer.Save(Path.Combine(Folder, "tokenizer"));
        Directory.CreateDirectory(Path.Combine(Folder, "scheduler"));
        File.WriteAllText(Path.Combine(Folder, "scheduler", "scheduler_config.json"),
            new SchedulerConfig { BetaSchedule = "squaredcos_cap_v2", PredictionType = PredictionType.Velocity, TimestepSpacing = "trailing" }.ToJson());
        WriteForeign();
        if (isPrepared) File.WriteAllBytes(Path.Combine(Folder, TrainingPreparation.FileName), Preparation.Value);
        Model = StableDiffusionModel.Load(Folder);
    }

    public string Folder { get; }

    public StableDiffusionModel Model { get; }

    public string WeightsHash() => ModuleWeights.Hash(("unet.", Model.UNet));

    public void Dispose()
    {
        Model.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    // Else each training would first draw them.
    private void WriteForeign()
    {
        string[] captions = ["a photo of a person on the beach", "a cat in space", "a person in space", "a photo of the beach", "a cat on the beach", "the cat on a person", "a photo of a cat", "space"];
        File.WriteAllText(Path.Combine(Folder, "captions.json"), JsonSerializer.Serialize(captions.Select(c => new TrainingCaption(c, c.Contains("person", StringComparison.Ordinal) ? "person" : "animal"))));
        var random = new Random(8);
        var values = Enumerable.Range(0, captions.Length * 64).Select(_ => random.NextSingle() * 2 - 1).ToArray();
        using var file = File.Create(Path.Combine(Folder, ForeignExamples.FileName));
        SafetensorsWriter.Write(file, [SafetensorsTensor.FromFloats("latents", SafetensorsType.F32, [captions.Length, 4, 4, 4], values)]);
    }

    private void Save(string part, string stem, string config, nn.Module module)
    {
        Redraw(module);
        Directory.CreateDirectory(Path.Combine(Folder, part));
        File.WriteAllText(Path.Combine(Folder, part, "config.json"), config);
        ModuleWeights.Save(module, Path.Combine(Folder, part, stem + ".safetensors"));
        module.Dispose();
    }

    // Modules are initialised from the process-wide generator, which tests side by side share: here every run has the same weights, of the
    // usual size. What was constant, as in norms, stays.
    private static void Redraw(nn.Module module)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(23);
        foreach (var (name, weight) in module.named_parameters().Where(p => p.parameter.std(unbiased: false).item<float>() > 0))
            weight.copy_(randn(weight.shape, generator: generator) * SizeOf(name, weight));
    }

    private static double SizeOf(string name, Tensor weight) => weight.dim() switch
    {
        1 => 0.05,
        _ when name.Contains("embedding", StringComparison.Ordinal) => 1,
        _ => Math.Sqrt(weight.shape[0] / (3.0 * weight.numel())), // that of PyTorch's linear and convolutional layers: 1 / √(3 inputs)
    };
}
