using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Autoencoders;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.UNet;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Diffusion.Checkpoints;

/// <summary>
/// A whole Stable Diffusion 1.x or 2.x model in one safetensors file with the original repository's names: UNet, autoencoder, text encoder,
/// and what training left beside them. Read as a diffusers folder; the tokenizer is not in such files.
/// </summary>
public sealed class SingleFileCheckpoint : IDisposable
{
    private const int ListedAtMost = 20;
    private static readonly string[] LeftBehind = ["model_ema.", CompVisShapes.AutoencoderPrefix + "loss."];

    private readonly WeightFiles _file;
    private readonly List<MovedTensor> _unet = [], _autoencoder = [], _text = [];
    private readonly Dictionary<string, string> _namesInFile = new(StringComparer.Ordinal);   // by part/name

    private SingleFileCheckpoint(WeightFiles file, CompVisShapes shapes, PredictionType prediction, int sampleSize)
    {
        _file = file;
        UNet = shapes.UNet(sampleSize);
        Autoencoder = shapes.Autoencoder();
        Text = shapes.Text();
        IsSecond = shapes.HasOpenClip;
        Scheduler = new SchedulerConfig
        {
            BetaStart = 0.00085,   // CompVis/stable-diffusion, configs/stable-diffusion/v1-inference.yaml, and v2-inference.yaml
            BetaEnd = 0.012,
            BetaSchedule = "scaled_linear",
            PredictionType = prediction,
            StepsOffset = 1,
            SetAlphaToOne = false,
            TimestepSpacing = "leading",
        };
    }

    public UNetConfig UNet { get; }

    public AutoencoderKLConfig Autoencoder { get; }

    /// <summary>The number of heads is a guess of 64 channels each, which no shape contradicts.</summary>
    public CLIPTextConfig Text { get; }

    public SchedulerConfig Scheduler { get; }

    /// <summary>Stable Diffusion 2: OpenCLIP's text encoder, and "!" as the tokenizer's padding.</summary>
    public bool IsSecond { get; }

    /// <summary>Reads header and shapes; no weights yet.</summary>
    /// <param name="prediction">What the model was trained to say; null: what the file's metadata say, else noise for Stable Diffusion 1 and velocity for 2.</param>
    /// <exception cref="InvalidModelException">The file breaks a rule of the format, is of another kind of model, or has tensors that no such model has; says which.</exception>
    public static SingleFileCheckpoint Open(string path, PredictionType? prediction = null)
    {
        var file = WeightFiles.Open(path);
        try
        {
            RefuseOthers(file);
            var shapes = new CompVisShapes(file.Tensors);
            var said = prediction ?? PredictionIn(file.Metadata) ?? (shapes.HasOpenClip ? PredictionType.Velocity : PredictionType.Epsilon);
            var isLarge = shapes.HasOpenClip && said == PredictionType.Velocity;   // 768 pixels: v2-inference-v.yaml
            var checkpoint = new SingleFileCheckpoint(file, shapes, said, EdgeIn(file.Metadata) / 8 ?? (isLarge ? 96 : 64));
            checkpoint.Sort();
            return checkpoint;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes configs and weights as a diffusers folder; the weights keep their precision. The tokenizer is missing then.</summary>
    public void WriteTo(string folder, CancellationToken cancellation)
    {
        WritePart(folder, "unet", "config.json", UNet.ToJson(), "diffusion_pytorch_model", _unet, cancellation);
        WritePart(folder, "vae", "config.json", Autoencoder.ToJson(), "diffusion_pytorch_model", _autoencoder, cancellation);
        WritePart(folder, "text_encoder", "config.json", Text.ToJson(), "model", _text, cancellation);
        WritePart(folder, "scheduler", "scheduler_config.json", Scheduler.ToJson(), null, [], cancellation);
    }

    /// <summary>The same fault with the names that the tensors have in this file.</summary>
    internal InvalidModelException InItsOwnNames(InvalidModelException fault) => fault.Tensors is not { } tensors ? fault
        : (tensors with { Source = _file.Label, All = [.. tensors.All.Select(problem => problem with { Name = NameInFile(tensors.Part, problem.Name) })] }).ToException();

    public void Dispose() => _file.Dispose();

    private static void RefuseOthers(WeightFiles file)
    {
        var names = file.Tensors.Keys;
        bool Has(string prefix) => names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));
        if (Has("conditioner.")) throw new InvalidModelException($"{file.Label} is a Stable Diffusion XL checkpoint; ConceptHub reads 1.x and 2.x.");
        if (names.Any(name => name.Contains("lora_", StringComparison.Ordinal))) throw new InvalidModelException($"{file.Label} is a LoRA, not a model; 'concepthub import' reads it.");
        foreach (var (prefix, what) in new[] { (CompVisShapes.UNetPrefix, "UNet"), (CompVisShapes.AutoencoderPrefix, "autoencoder"), ("cond_stage_model.", "text encoder") })
            if (!Has(prefix)) throw new InvalidModelException($"{file.Label} has no {what} ({prefix}*) among its {file.Tensors.Count} tensors: it is no Stable Diffusion checkpoint in one file.");
    }

    /// <summary>Finds each tensor's part and name.</summary>
    private void Sort()
    {
        var (unet, autoencoder, openClip) = (CompVisNames.UNet(UNet), CompVisNames.Autoencoder(Autoencoder), CompVisNames.OpenClip(Text.Layers));
        var unknown = new List<string>();
        foreach (var tensor in _file.Tensors.Values.Where(tensor => !IsLeftBehind(tensor.Name)))
        {
            var found = After(tensor.Name, CompVisShapes.UNetPrefix) is { } inUNet ? Add(_unet, "unet", tensor, unet.ToDiffusers(inUNet))
                : After(tensor.Name, CompVisShapes.AutoencoderPrefix) is { } inAutoencoder ? Add(_autoencoder, "vae", tensor, autoencoder.ToDiffusers(inAutoencoder))
                : After(tensor.Name, CompVisShapes.ClipPrefix) is { } inClip ? Add(_text, "text_encoder", tensor, inClip.StartsWith("text_model.", StringComparison.Ordinal) ? inClip : "text_model." + inClip)
                : After(tensor.Name, CompVisShapes.OpenClipPrefix) is { } inOpenClip && AddAll(tensor, OpenClipTensors.ToDiffusers(_file, tensor, inOpenClip, openClip, Text.Layers));
            if (!found) unknown.Add(tensor.Name);
        }

        if (unknown.Count > 0)
            throw new InvalidModelException($"{_file.Label} has {unknown.Count} tensors that no such model has: {string.Join(", ", unknown.Order(StringComparer.Ordinal).Take(ListedAtMost))}.");
    }

    private bool Add(List<MovedTensor> part, string folder, TensorEntry tensor, string? name)
    {
        if (name is null) return false;
        // 1x1 convolutions around the autoencoder's attention are linear layers in diffusers.
        var isPlain = part == _autoencoder && name.Contains(".attentions.", StringComparison.Ordinal) && tensor.Shape is [_, _, 1, 1];
        part.Add(MovedTensor.Renamed(_file, tensor, name, isPlain ? [.. tensor.Shape.Take(2)] : null));
        _namesInFile[$"{folder}/{name}"] = tensor.Name;
        return true;
    }

    private bool AddAll(TensorEntry source, IReadOnlyList<MovedTensor>? tensors)
    {
        if (tensors is null) return false;
        foreach (var tensor in tensors)
        {
            _text.Add(tensor);
            _namesInFile[$"text_encoder/{tensor.Name}"] = source.Name;
        }

        return true;
    }

    private string NameInFile(string part, string name)
    {
        if (_namesInFile.TryGetValue($"{part}/{name}", out var known)) return known;
        return part switch
        {
            "unet" => CompVisShapes.UNetPrefix + CompVisNames.UNet(UNet).ToCompVis(name),
            "vae" => CompVisShapes.AutoencoderPrefix + CompVisNames.Autoencoder(Autoencoder).ToCompVis(name),
            _ when IsSecond && CompVisNames.OpenClip(Text.Layers).ToCompVis(name) is { } inOpenClip => CompVisShapes.OpenClipPrefix + inOpenClip,
            _ when IsSecond => $"{CompVisShapes.OpenClipPrefix}* ({name})",
            _ => CompVisShapes.ClipPrefix + name,
        };
    }

    // The schedule's tables have names without dots; positions are a constant; EMA copies and the autoencoder's critic are of training alone.
    private static bool IsLeftBehind(string name) => !name.Contains('.') || name.EndsWith(".position_ids", StringComparison.Ordinal)
        || LeftBehind.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static string? After(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;

    private static PredictionType? PredictionIn(IReadOnlyDictionary<string, string> metadata) => metadata.GetValueOrDefault("modelspec.prediction_type") switch
    {
        "epsilon" => PredictionType.Epsilon,
        "v" or "v_prediction" => PredictionType.Velocity,
        _ => null,
    };

    // modelspec.resolution is "512x512" (Stability-AI/ModelSpec).
    private static int? EdgeIn(IReadOnlyDictionary<string, string> metadata) =>
        int.TryParse(metadata.GetValueOrDefault("modelspec.resolution")?.Split('x')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) && pixels is >= 64 and <= 4096 ? pixels : null;

    private static void WritePart(string folder, string part, string configName, string config, string? stem, List<MovedTensor> tensors, CancellationToken cancellation)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, part)).FullName;
        File.WriteAllText(Path.Combine(target, configName), config);
        if (stem is not null) MovedTensor.Save(Path.Combine(target, $"{stem}.safetensors"), tensors, cancellation);
    }
}
