using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// What every training with a model begins with, worked out once and kept beside the model: the coordinates of
/// <see cref="ForeignWhitening"/> and the vectors of <see cref="ReservedTriggers"/> for the first pools of concept numbers. A model
/// without the file works it out at its first training, which costs the embedded one 38 s on one core.
/// </summary>
public static class TrainingPreparation
{
    /// <summary>
    /// The file beside a model: <c>whitening.{layer}</c> [inputs, inputs] F16 (equal ones once), <c>triggers.{pool}</c> [numbers, hidden]
    /// F32. It counts for the weights whose hash it names.
    /// </summary>
    public const string FileName = "training.safetensors";

    private const string Model = "base_model_hash", Layers = "whitening", Matrix = "whitening.", Pool = "triggers.";

    /// <summary>Works it out; minutes. Nothing may be merged.</summary>
    /// <param name="pools">How many pools of concept numbers, from the first.</param>
    /// <param name="progress">Told after each pool.</param>
    public static void Write(Stream stream, StableDiffusionModel model, int pools, IProgress<int>? progress, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var foreign = ForeignExamples.For(model);
        using var triggers = new ReservedTriggers(model, foreign.Captions, known: null);
        using var whitening = ForeignWhitening.Of(model, foreign, triggers);
        var same = Enumerable.Range(0, model.Plan.Layers.Count).Select(i => FirstLike(whitening, i)).ToList();
        var tensors = same.Distinct().Where(i => i >= 0).Select(i => Stored($"{Matrix}{i}", SafetensorsType.F16, whitening[i]!)).ToList();
        for (var pool = 0; pool < pools; pool++)
        {
            cancellation.ThrowIfCancellationRequested();
            tensors.Add(Stored($"{Pool}{pool}", SafetensorsType.F32, triggers.OfPool(pool)));
            progress?.Report(pool + 1);
        }

        var texts = new Dictionary<string, string> { [Model] = model.Hash, [Layers] = string.Join(',', same) };
        SafetensorsWriter.Write(stream, tensors, texts);
    }

    /// <summary>What lies beside the model; nothing where there is none, or one for other weights.</summary>
    internal static (ForeignWhitening? Whitening, IReadOnlyDictionary<int, Tensor> Pools) Read(StableDiffusionModel model)
    {
        var path = Path.Combine(model.Folder, FileName);
        if (!File.Exists(path)) return (null, new Dictionary<int, Tensor>());
        var file = Opened(path);
        if (file.Metadata.GetValueOrDefault(Model) != model.Hash) return (null, new Dictionary<int, Tensor>());

        var first = file.Metadata[Layers].Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToList();
        var matrices = first.Distinct().Where(i => i >= 0).ToDictionary(i => i, i => Loaded(file, $"{Matrix}{i}", model.Device));
        var pools = file.Tensors.Keys.Where(name => name.StartsWith(Pool, StringComparison.Ordinal))
            .ToDictionary(name => int.Parse(name[Pool.Length..], CultureInfo.InvariantCulture), name => Loaded(file, name, model.Device));
        return (new ForeignWhitening([.. first.Select(i => i < 0 ? null : matrices[i])]), pools);
    }

    private static SafetensorsFile Opened(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return SafetensorsFile.Read(stream);
        }
        catch (InvalidSafetensorsException damaged)
        {
            throw new InvalidModelException($"{path}: {damaged.Message} Delete the file, or make it anew with 'concepthub models prepare'.");
        }
    }

    // Queries, keys and values of one attention are fed the same.
    private static int FirstLike(ForeignWhitening whitening, int layer)
    {
        if (whitening[layer] is not { } its) return -1;
        return Enumerable.Range(0, layer + 1).First(i => whitening[i] is { } other && other.shape[0] == its.shape[0] && other.equal(its).all().item<bool>());
    }

    private static SafetensorsTensor Stored(string name, SafetensorsType type, Tensor values) =>
        SafetensorsTensor.FromFloats(name, type, [.. values.shape], values.ToValues<float>());

    private static Tensor Loaded(SafetensorsFile file, string name, Device device) =>
        tensor(file.ReadFloats(name), [.. file.Tensors[name].Shape], device: device).DetachFromDisposeScope();
}
