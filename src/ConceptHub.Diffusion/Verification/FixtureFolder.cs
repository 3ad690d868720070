using System.Runtime.InteropServices;
using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Checkpoints;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Verification;

/// <summary>
/// Reference tensors on disk, computed by diffusers, transformers, peft and sd-scripts: <c>cases.json</c> says which are inputs and which are
/// expected, <c>cases.safetensors</c> holds them, <c>tiny-sd/</c> is the model and <c>lora/</c> its LoRAs (format: tests/fixtures/README.md).
/// The model's parts are loaded when a case first needs them, and owned.
/// </summary>
public sealed class FixtureFolder : IDisposable
{
    private const string Model = "tiny-sd";

    private readonly SafetensorsFile _tensors;
    private readonly Lazy<UNet2DConditionModel> _unet;
    private readonly Lazy<CLIPTextModel> _text;
    private readonly Lazy<IAutoencoder> _autoencoder;
    private readonly Lazy<StableDiffusionModel> _whole;

    private FixtureFolder(string path, JsonElement cases, SafetensorsFile tensors, Device device)
    {
        (Path, Cases, _tensors, Device) = (path, cases, tensors, device);
        Parts = new ModelParts(ModelFolder, device);
        _unet = new Lazy<UNet2DConditionModel>(Parts.LoadUNet);
        _text = new Lazy<CLIPTextModel>(Parts.LoadTextEncoder);
        _autoencoder = new Lazy<IAutoencoder>(() => Parts.LoadAutoencoder());
        _whole = new Lazy<StableDiffusionModel>(() => StableDiffusionModel.Load(ModelFolder, device));
    }

    public string Path { get; }

    public string ModelFolder => PathOf(Model);

    public Device Device { get; }

    public ModelParts Parts { get; }

    public UNet2DConditionModel UNet => _unet.Value;

    public CLIPTextModel TextEncoder => _text.Value;

    public IAutoencoder Autoencoder => _autoencoder.Value;

    /// <summary>All parts together, apart from the others: LoRAs are merged into this one.</summary>
    public StableDiffusionModel WholeModel => _whole.Value;

    /// <summary>The root of <c>cases.json</c>.</summary>
    internal JsonElement Cases { get; }

    /// <summary>Names of all tensors that a case should give.</summary>
    internal IEnumerable<string> Expected => Cases.GetProperty("tensors").EnumerateObject()
        .Where(tensor => tensor.Value.GetProperty("kind").GetString() == "expected").Select(tensor => tensor.Name);

    /// <exception cref="InvalidModelException">The folder is not of this format; says what is missing.</exception>
    public static FixtureFolder Open(string path, Device? device = null)
    {
        var (json, data) = (System.IO.Path.Combine(path, "cases.json"), System.IO.Path.Combine(path, "cases.safetensors"));
        foreach (var file in new[] { json, data })
            if (!File.Exists(file)) throw new InvalidModelException($"'{path}' is no folder of reference cases: {System.IO.Path.GetFileName(file)} is missing.");
        if (!Directory.Exists(System.IO.Path.Combine(path, Model))) throw new InvalidModelException($"'{path}' is no folder of reference cases: {Model}/ is missing.");
        try
        {
            using var document = JsonDocument.Parse(ConfigReader.WithoutPythonNumbers(File.ReadAllText(json)));
            if (!document.RootElement.TryGetProperty("tensors", out _)) throw new InvalidModelException("cases.json names no tensors.");
            using var stream = File.OpenRead(data);
            return new FixtureFolder(path, document.RootElement.Clone(), SafetensorsFile.Read(stream), device ?? CPU);
        }
        catch (Exception e) when (e is JsonException or InvalidSafetensorsException)
        {
            throw new InvalidModelException($"'{path}' is no folder of reference cases: {e.Message}", e);
        }
    }

    public string PathOf(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>A stored tensor, float32 or int64, on the device, in the caller's scope.</summary>
    /// <exception cref="InvalidModelException">There is none of this name.</exception>
    public Tensor Tensor(string name)
    {
        if (!_tensors.Tensors.TryGetValue(name, out var entry)) throw new InvalidModelException($"cases.safetensors has no tensor '{name}'.");
        var flat = entry.Type == SafetensorsType.I64
            ? tensor(MemoryMarshal.Cast<byte, long>(_tensors.Bytes(name)).ToArray(), device: Device)
            : tensor(_tensors.ReadFloats(name), device: Device);
        return flat.reshape([.. entry.Shape]);
    }

    /// <summary>How far a result may be from the stored one; 0 for whole numbers.</summary>
    /// <exception cref="InvalidModelException">The folder does not say.</exception>
    internal double Tolerance(string name)
    {
        var about = Cases.GetProperty("tensors").GetProperty(name);
        if (about.TryGetProperty("atol", out var atol) && atol.ValueKind == JsonValueKind.Number) return atol.GetDouble();
        return about.GetProperty("dtype").GetString() == "I64" ? 0 : throw new InvalidModelException($"cases.json has no tolerance for '{name}'.");
    }

    public void Dispose()
    {
        if (_unet.IsValueCreated) UNet.Dispose();
        if (_text.IsValueCreated) TextEncoder.Dispose();
        if (_autoencoder.IsValueCreated) Autoencoder.Dispose();
        if (_whole.IsValueCreated) WholeModel.Dispose();
    }
}
