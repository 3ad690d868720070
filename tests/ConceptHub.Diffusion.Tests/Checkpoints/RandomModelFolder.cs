using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Checkpoints;

/// <summary>A small Stable Diffusion with random weights in the diffusers layout, in a folder of its own.</summary>
internal sealed class RandomModelFolder : IDisposable
{
    private static readonly string[] Words = ["a", "photo", "of", "cat", "!", "on", "the", "beach"];

    /// <summary>The shapes of Stable Diffusion 1: convolutions around attention, 8 heads, quick GELU.</summary>
    public static readonly UNetConfig First = new()
    {
        SampleSize = 64,
        BlockOutChannels = [32, 48, 64],
        DownBlockTypes = ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
        UpBlockTypes = ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
        LayersPerBlock = 1,
        CrossAttentionDim = 64,
        Heads = [8, 8, 8],
        TransformerLayers = [1, 1, 1],
        NormNumGroups = 16,
    };

    /// <summary>The shapes of Stable Diffusion 2: linear layers around attention, heads of 64 channels, GELU, OpenCLIP; and other blocks.</summary>
    public static readonly UNetConfig Second = new()
    {
        SampleSize = 96,
        BlockOutChannels = [64, 128],
        DownBlockTypes = ["DownBlock2D", "CrossAttnDownBlock2D"],
        UpBlockTypes = ["CrossAttnUpBlock2D", "UpBlock2D"],
        LayersPerBlock = 2,
        CrossAttentionDim = 128,
        Heads = [1, 2],
        TransformerLayers = [1, 2],
        UseLinearProjection = true,
    };

    public RandomModelFolder(UNetConfig unet, SafetensorsType type = SafetensorsType.F32)
    {
        var tokenizer = WordTokenizerBuilder.Build(Words);
        if (unet.UseLinearProjection) tokenizer = tokenizer.WithPadding("!");
        var text = new CLIPTextConfig
        {
            VocabularySize = tokenizer.VocabularySize,
            HiddenSize = unet.CrossAttentionDim,
            IntermediateSize = 80,
            Layers = 2,
            Heads = unet.CrossAttentionDim / 64,
            Activation = unet.UseLinearProjection ? "gelu" : "quick_gelu",
            StartTokenId = tokenizer.StartId,
            EndTokenId = tokenizer.EndId,
        };
        var autoencoder = new AutoencoderKLConfig { BlockOutChannels = [16, 32], LayersPerBlock = 1, NormNumGroups = 16 };
        Save("unet", "diffusion_pytorch_model", unet.ToJson(), new UNet2DConditionModel(unet), type);
        Save("vae", "diffusion_pytorch_model", autoencoder.ToJson(), new AutoencoderKL(autoencoder), type);
        Save("text_encoder", "model", text.ToJson(), new CLIPTextModel(text), type);
        tokenizer.Save(Path.Combine(Folder, "tokenizer"));
        Directory.CreateDirectory(Path.Combine(Folder, "scheduler"));
        File.WriteAllText(this["scheduler/scheduler_config.json"], new SchedulerConfig
        {
            BetaStart = 0.00085,
            BetaEnd = 0.012,
            BetaSchedule = "scaled_linear",
            StepsOffset = 1,
            SetAlphaToOne = false,
            TimestepSpacing = "leading",
            PredictionType = unet.UseLinearProjection ? PredictionType.Velocity : PredictionType.Epsilon,
        }.ToJson());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("concepthub-model-").FullName;

    public string this[string file] => Path.Combine(Folder, file);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Save(string part, string stem, string config, nn.Module module, SafetensorsType type)
    {
        Directory.CreateDirectory(Path.Combine(Folder, part));
        File.WriteAllText(Path.Combine(Folder, part, "config.json"), config);
        ModuleWeights.Save(module, Path.Combine(Folder, part, stem + ".safetensors"), type);
        module.Dispose();
    }
}
