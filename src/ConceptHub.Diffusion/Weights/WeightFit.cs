using ConceptHub.BlockLora;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Weights;

/// <summary>Compares what a file holds with what a module needs, before a byte is copied.</summary>
internal sealed class WeightFit
{
    private const int ListedAtMost = 20;

    private readonly List<string> _problems = [];

    private WeightFit()
    {
    }

    public Dictionary<string, TensorEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <exception cref="InvalidModelException">Anything missing, unexpected, or of another shape or type; all of it in one message.</exception>
    public static WeightFit Check(string source, IReadOnlyDictionary<string, TensorEntry> file, IReadOnlyDictionary<string, Tensor> module, WeightName nameInModule)
    {
        var fit = new WeightFit();
        var unexpected = new List<string>();
        foreach (var entry in file.Values.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (nameInModule(entry.Name) is not { } name) continue;
            if (!module.TryGetValue(name, out var target)) unexpected.Add(entry.Name);
            else if (!fit.Entries.TryAdd(name, entry)) fit._problems.Add($"{name}: the file has it twice, once as {entry.Name}");
            else fit.Compare(name, entry, target);
        }

        var missing = module.Keys.Where(name => !fit.Entries.ContainsKey(name)).Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0) fit._problems.Add($"missing: {Listed(missing)}");
        if (unexpected.Count > 0) fit._problems.Add($"unexpected: {Listed(unexpected)}");
        if (fit._problems.Count > 0) throw new InvalidModelException($"{source} does not fit the model. {Listed(fit._problems, "; ")}.");
        return fit;
    }

    private void Compare(string name, TensorEntry entry, Tensor target)
    {
        if (!FloatBytes.CanRead(entry.Type)) _problems.Add($"{name}: expected F32, F16 or BF16, file has {entry.Type.FileName()}");
        if (!SameUpToKernel(entry.Shape, target.shape))
            _problems.Add($"{name}: expected [{string.Join(", ", target.shape)}], file has {entry.ShapeText}");
    }

    /// <summary>A 1x1 convolution and a linear layer hold the same numbers; older checkpoints have the one where newer have the other.</summary>
    private static bool SameUpToKernel(IReadOnlyList<long> file, IReadOnlyList<long> module)
    {
        static IEnumerable<long> Plain(IReadOnlyList<long> shape) => shape is [_, _, 1, 1] ? shape.Take(2) : shape;
        return Plain(file).SequenceEqual(Plain(module));
    }

    private static string Listed(IReadOnlyCollection<string> items, string separator = ", ") =>
        string.Join(separator, items.Take(ListedAtMost)) + (items.Count > ListedAtMost ? $"{separator}and {items.Count - ListedAtMost} more" : "");
}
