using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Diffusion.Checkpoints;

/// <summary>Some bytes of a tensor in a file.</summary>
/// <param name="From">First byte, counted from the tensor's own.</param>
internal sealed record TensorRange(WeightFiles File, TensorEntry Source, long From, long Count)
{
    public static TensorRange Whole(WeightFiles file, TensorEntry source) => new(file, source, 0, source.ByteCount);
}

/// <summary>A tensor under another name, and perhaps another shape, whose values lie in files: whole, a part of one, or several joined.</summary>
internal sealed record MovedTensor(string Name, SafetensorsType Type, IReadOnlyList<long> Shape, IReadOnlyList<TensorRange> Ranges)
{
    private const long AtOnce = 64 << 20;

    public static MovedTensor Renamed(WeightFiles file, TensorEntry source, string name, IReadOnlyList<long>? shape = null) =>
        new(name, source.Type, shape ?? source.Shape, [TensorRange.Whole(file, source)]);

    /// <summary>Writes tensors to a safetensors file, all or nothing, without holding more than a piece of one in memory.</summary>
    /// <exception cref="OperationCanceledException">Between two pieces; the file is not there then.</exception>
    public static void Save(string path, IEnumerable<MovedTensor> tensors, CancellationToken cancellation, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var beside = path + ".new";
        try
        {
            using (var file = File.Create(beside))
                SafetensorsWriter.Write(file, [.. tensors.Select(t => t.ToPart(cancellation))], metadata ?? new Dictionary<string, string> { ["format"] = "pt" });
            File.Move(beside, path, overwrite: true);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    /// <summary>As the writer takes it.</summary>
    public SafetensorsPart ToPart(CancellationToken cancellation) => new(Name, Type, Shape, stream => CopyTo(stream, cancellation));

    private void CopyTo(Stream stream, CancellationToken cancellation)
    {
        foreach (var range in Ranges)
            for (var done = 0L; done < range.Count; done += AtOnce)
            {
                cancellation.ThrowIfCancellationRequested();
                range.File.Read(range.Source, range.From + done, Math.Min(AtOnce, range.Count - done), stream.Write);
            }
    }
}
