using ConceptHub.BlockLora;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Training;

/// <summary>
/// What is not the concept: captions of the base model's world with latents that show them (SCIENCE.md 2.4). The embedded
/// model ships both; for others the base model draws them once.
/// </summary>
public sealed class ForeignExamples : IDisposable
{
    /// <summary>The file beside a model: tensor <c>latents</c> [examples, channels, h, w] for the first captions of <c>captions.json</c>.</summary>
    public const string FileName = "foreign.safetensors";
    private const int Drawn = 48;

    private static readonly string[] OpenWorld =
    [
        "a photo of a person", "a photo of a man", "a photo of a woman", "a photo of a child", "a photo of a dog", "a photo of a cat",
        "a photo of an object", "a photo of a car", "a house by the sea", "a city street at night", "a forest in autumn", "mountains with snow",
        "an oil painting", "a pencil drawing", "a bowl of fruit", "a bird on a branch",
    ];

    private ForeignExamples(IReadOnlyList<TrainingCaption> captions, Tensor latents) => (Captions, Latents) = (captions, latents);

    /// <summary>One for each of <see cref="Latents"/>.</summary>
    public IReadOnlyList<TrainingCaption> Captions { get; }

    /// <summary>[examples, channels, h, w] as the UNet sees them.</summary>
    public Tensor Latents { get; }

    /// <summary>Reads the model folder's examples, or has the base model draw them (no recipe may be merged then).</summary>
    public static ForeignExamples For(StableDiffusionModel model)
    {
        if (model.Captions is { } known && File.Exists(Path.Combine(model.Folder, FileName))) return Read(model, known);
        model.Merge.Clear();
        var captions = model.Captions?.All ?? [.. OpenWorld.Select(c => new TrainingCaption(c, c.Split(' ')[^1]))];
        var chosen = Enumerable.Range(0, Drawn).Select(i => captions[i % captions.Count]).ToList();
        return new ForeignExamples(chosen, DrawnLatents.Of(model, [.. chosen.Select(c => c.Caption)], [], firstSeed: 0, CancellationToken.None));
    }

    /// <summary>All but the last eighth: for what is judged afterwards on <see cref="Judged"/>.</summary>
    public ForeignExamples Learned() => Part(0, Captions.Count - Held);

    /// <summary>The last eighth, at most 32.</summary>
    public ForeignExamples Judged() => Part(Captions.Count - Held, Held);

    public void Dispose() => Latents.Dispose();

    private int Held => Math.Min(32, Math.Max(1, Captions.Count / 8));

    private ForeignExamples Part(int first, int count) => new([.. Captions.Skip(first).Take(count)], Latents.narrow(0, first, count).DetachFromDisposeScope());

    private static ForeignExamples Read(StableDiffusionModel model, TrainingCaptions known)
    {
        using var stream = File.OpenRead(Path.Combine(model.Folder, FileName));
        var file = SafetensorsFile.Read(stream);
        var shape = file.Tensors["latents"].Shape.ToArray();
        var latents = tensor(file.ReadFloats("latents"), shape, device: model.Device).DetachFromDisposeScope();
        return new ForeignExamples([.. known.All.Take((int)shape[0])], latents);
    }
}
