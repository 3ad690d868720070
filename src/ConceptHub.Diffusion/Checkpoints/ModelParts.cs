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

    /// <summary>What the parts' configs say, for a model with the usual autoencoder.</summary>
    public (UNetConfig UNet, AutoencoderKLConfig Autoencoder, CLIPTextConfig Text) Configs =>
        (UNetConfig.Parse(Config("unet", "config.json")), AutoencoderKLConfig.Parse(Config("vae", "config.json")), CLIPTextConfig.Parse(Config("text_encoder", "config.json")));

    /// <summary>Reads the headers of all weights, so that a damaged file is refused before memory is taken for the sound ones.</summary>
    public void CheckHeaders()
    {
        foreach (var path in new[] { UNetWeights, TextWeights, AutoencoderWeights }) WeightFiles.Open(path).Dispose();
    }

    public UNet2DConditionModel LoadUNet()
    {
        var config = UNetConfig.Parse(Config("unet", "config.json"));
        CheckSize(UNetWeights, config.LeastWeights);
        return Filled(new UNet2DConditionModel(config), UNetWeights, null);
    }

    public CLIPTextModel LoadTextEncoder()
    {
        var config = CLIPTextConfig.Parse(Config("text_encoder", "config.json"));
        CheckSize(TextWeights, config.LeastWeights);
        return Filled(new CLIPTextModel(config), TextWeights, CLIPTextModel.NameInModule);
    }

    /// <param name="weights">Other weights of the same shapes; null: the folder's.</param>
    public IAutoencoder LoadAutoencoder(string? weights = null)
    {
        var json = Config("vae", "config.json");
        var type = ConfigReader.Parse(json, "vae/config.json").Text("_class_name", "AutoencoderKL");
        if (type == "AutoencoderTiny") return Filled(new AutoencoderTiny(AutoencoderTinyConfig.Parse(json)), weights ?? AutoencoderWeights, null);
        if (type != "AutoencoderKL") throw new InvalidModelException($"vae/config.json: class '{type}' is not supported.");
        var config = AutoencoderKLConfig.Parse(json);
        CheckSize(weights ?? AutoencoderWeights, config.LeastWeights);
        return Filled(new AutoencoderKL(config), weights ?? AutoencoderWeights, AutoencoderKL.NameInModule);
    }

    // A config is a few lines, and may ask for more memory than there is.
    private static void CheckSize(string weights, long least)
    {
        using var files = WeightFiles.Open(weights);
        var there = files.Tensors.Values.Sum(tensor => tensor.ElementCount);
        if (there < least) throw new InvalidModelException($"{files.Label} holds {there} weights, but a model as its config.json says has more than {least}.");
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

    private string In(string part) => Path.Combine(folder, part);

    private string Config(string part, string name)
    {
        var file = Path.Combine(folder, part, name);
        return File.Exists(file) ? File.ReadAllText(file) : throw new InvalidModelException($"{part}/{name} is missing.");
    }
}
