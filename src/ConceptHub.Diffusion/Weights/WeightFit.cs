using ConceptHub.BlockLora;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Weights;

/// <summary>Compares what a file holds with what a module needs, before a byte is copied.</summary>
internal sealed class WeightFit
{
    private readonly List<TensorProblem> _problems = [];

    private WeightFit()
    {
    }

    public Dictionary<string, TensorEntry> Entries { get; } = new(StringComparer.Ordinal);

    /// <param name="source">Folder and file, for the message.</param>
    /// <exception cref="InvalidModelException">Anything missing, unexpected, or of another shape or type; all of it in one message.</exception>
    public static WeightFit Check(string source, IReadOnlyDictionary<string, TensorEntry> file, IReadOnlyDictionary<string, Tensor> module, WeightName nameInModule)
    {
        var fit = new WeightFit();
        foreach (var entry in file.Values.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (nameInModule(entry.Name) is not { } name) continue;
            if (!module.TryGetValue(name, out var target)) fit.Add(TensorFault.Unexpected, entry.Name);
            else if (!fit.Entries.TryAdd(name, entry)) fit.Add(TensorFault.Twice, name, $"the file has it twice, once as {entry.Name}");
            else fit.Compare(name, entry, target);
        }

        foreach (var name in module.Keys.Where(name => !fit.Entries.ContainsKey(name))) fit.Add(TensorFault.Missing, name);
        if (fit._problems.Count > 0) throw new TensorProblems(source.Split('/')[0], source, fit._problems).ToException();
        return fit;
    }

    private void Compare(string name, TensorEntry entry, Tensor target)
    {
        if (!FloatBytes.CanRead(entry.Type)) Add(TensorFault.Type, name, $"expected F32, F16 or BF16, file has {entry.Type.FileName()}");
        if (!SameUpToKernel(entry.Shape, target.shape))
            Add(TensorFault.Shape, name, $"expected [{string.Join(", ", target.shape)}], file has {entry.ShapeText}");
    }

    /// <summary>A 1x1 convolution and a linear layer hold the same numbers; older checkpoints have the one where newer have the other.</summary>
    private static bool SameUpToKernel(IReadOnlyList<long> file, IReadOnlyList<long> module)
    {
        static IEnumerable<long> Plain(IReadOnlyList<long> shape) => shape is [_, _, 1, 1] ? shape.Take(2) : shape;
        return Plain(file).SequenceEqual(Plain(module));
    }

    private void Add(TensorFault fault, string name, string detail = "") => _problems.Add(new TensorProblem(fault, name, detail));
}
