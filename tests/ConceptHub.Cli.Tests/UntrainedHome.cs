using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Cli.Pretrain;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Training;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using ConceptHub.ToyWorld;
using static TorchSharp.torch;

[assembly: AssemblyFixture(typeof(ConceptHub.Cli.Tests.UntrainedHome))]

namespace ConceptHub.Cli.Tests;

/// <summary>A home folder whose model has the embedded model's shapes and random weights: everything works, pictures are noise.</summary>
public sealed class UntrainedHome : IDisposable
{
    public UntrainedHome()
    {
        File.WriteAllText(Path.Combine(Folder, "appsettings.json"), "{}");
        random.manual_seed(5);
        var tokenizer = WordTokenizerBuilder.Build(WorldVocabulary.Words, EmbeddedModel.Words);
        using var unet = new UNet2DConditionModel(EmbeddedModel.UNet);
        using var text = new CLIPTextModel(EmbeddedModel.Text(tokenizer));
        using var autoencoder = new AutoencoderTiny(EmbeddedModel.Autoencoder);
        text.Initialize(new Generator(5));
        tokenizer.Save(Part("tokenizer"));
        Save(unet, Path.Combine(Part("unet"), "diffusion_pytorch_model.safetensors"), unet.Config.ToJson());
        Save(text, Path.Combine(Part("text_encoder"), "model.safetensors"), text.Config.ToJson());
        Save(autoencoder, Path.Combine(Part("vae"), "diffusion_pytorch_model.safetensors"), autoencoder.Config.ToJson());
        File.WriteAllText(Path.Combine(Part("scheduler"), "scheduler_config.json"), EmbeddedModel.Scheduler.ToJson());
        File.WriteAllText(Path.Combine(Model, "captions.json"), JsonSerializer.Serialize(World.ExportCaptions(64, seed: 7)));
        WriteForeignExamples();
        Prepare();
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("concepthub-home-").FullName;

    public string Model => Path.Combine(Folder, "data", "models", "toyworld");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string Part(string name) => Directory.CreateDirectory(Path.Combine(Model, name)).FullName;

    private static void Save(nn.Module module, string path, string config)
    {
        ModuleWeights.Save(module, path, SafetensorsType.F16);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "config.json"), config);
    }

    // Else each training would work it out anew.
    private void Prepare()
    {
        using var model = StableDiffusionModel.Load(Model);
        using var file = File.Create(Path.Combine(Model, TrainingPreparation.FileName));
        TrainingPreparation.Write(file, model, pools: 1, progress: null, TestContext.Current.CancellationToken);
    }

    // Else each training would first draw them.
    private void WriteForeignExamples()
    {
        var (channels, side) = (EmbeddedModel.UNet.InChannels, EmbeddedModel.UNet.SampleSize);
        var chance = new Random(5);
        var values = Enumerable.Range(0, 8 * channels * side * side).Select(_ => chance.NextSingle() * 2 - 1).ToArray();
        using var file = File.Create(Path.Combine(Model, ForeignExamples.FileName));
        SafetensorsWriter.Write(file, [SafetensorsTensor.FromFloats("latents", SafetensorsType.F32, [8, channels, side, side], values)]);
    }
}
