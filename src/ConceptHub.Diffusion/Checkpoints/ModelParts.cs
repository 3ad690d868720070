using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;
using TorchSharp;

namespace ConceptHub.Diffusion.Checkpoints;

/// <summary>
/// The parts of a model folder in the diffusers layout, each loaded on its own, in float32 and without gradients. The caller owns them.
/// All throw <see cref="InvalidModelException"/> where a file is missing or broken, or a tensor does not fit; it names which. A safety
/// checker or feature extractor beside them is not looked at.
/// </summary>
public sealed class ModelParts(string folder, torch.Device device)
{
    private const string UNetStem = "diffusion_pytorch_model", TextStem = "model";

    /// <summary>Weight file, or index of shards, of the UNet.</summary>
    public string UNetWeights => WeightFiles.Find(In("unet"), UNetStem);

    /// <summary>Weight file, or index of shards, of the text encoder.</summary>
    public string TextWeights => WeightFiles.Find(In("text_encoder"), TextStem);

    /// <summary>Weight file, or index of shards, of the autoencoder.</summary>
    public string AutoencoderWeights => WeightFiles.Find(In("vae"), UNetStem);

    public SchedulerConfig Scheduler => SchedulerConfig.Parse(Config("scheduler", "scheduler_config.json"));

    public CLIPTokenizer Tokenizer => CLIPTokenizer.Load(In("tokenizer"));

    /// <summary>Reads the headers of all weights, so that a damaged file is refused before memory is taken for the sound ones.</summary>
    public void CheckHeaders()
    {
        foreach (var path in new[] { UNetWeights, TextWeights, AutoencoderWeights }) WeightFiles.Open(path).Dispose();
    }

    public UNet2DConditionModel LoadUNet()
    {
        var unet = new UNet2DConditionModel(UNetConfig.Parse(Config("unet", "config.json")));
        return Filled(unet, UNetWeights, null);
    }

    public CLIPTextModel LoadTextEncoder()
    {
        var text = new CLIPTextModel(CLIPTextConfig.Parse(Config("text_encoder", "config.json")));
        return Filled(text, TextWeights, CLIPTextModel.NameInModule);
    }

    /// <param name="weights">Other weights of the same shapes; null: the folder's.</param>
    public IAutoencoder LoadAutoencoder(string? weights = null)
    {
        var json = Config("vae", "config.json");
        return ClassOf(json) switch
        {
            "AutoencoderTiny" => Filled(new AutoencoderTiny(AutoencoderTinyConfig.Parse(json)), weights ?? AutoencoderWeights, null),
            "AutoencoderKL" => Filled(new AutoencoderKL(AutoencoderKLConfig.Parse(json)), weights ?? AutoencoderWeights, AutoencoderKL.NameInModule),
            var type => throw new InvalidModelException($"vae/config.json: class '{type}' is not supported."),
        };
    }

    private T Filled<T>(T module, string weights, WeightName? nameInModule) where T : torch.nn.Module
    {
        try
        {
            ModuleWeights.Load(module, weights, nameInModule);
        }
        catch
        {
            module.Dispose();
            throw;
        }

        module.eval();
        foreach (var parameter in module.parameters()) parameter.requires_grad = false;
        if (device.type != DeviceType.CPU) module.to(device);
        foreach (var tensor in module.state_dict().Values) tensor.DetachFromDisposeScope();   // the module's own, whatever scope it was loaded in
        return module;
    }

    private static string ClassOf(string json) => ConfigReader.Parse(json, "vae/config.json").Text("_class_name", "AutoencoderKL");

    private string In(string part) => Path.Combine(folder, part);

    private string Config(string part, string name)
    {
        var file = Path.Combine(folder, part, name);
        return File.Exists(file) ? File.ReadAllText(file) : throw new InvalidModelException($"{part}/{name} is missing.");
    }
}
