namespace ConceptHub.BlockLora;

/// <summary>One tensor of a file, for a person to look at.</summary>
/// <param name="Norm">Frobenius norm: the root of the sum of all squares. Null where the numbers are none that we read (F32, F16, BF16).</param>
public sealed record TensorFacts(TensorEntry Entry, double? Norm);

/// <summary>What is in a safetensors file: its texts, and each tensor by name. Read once from front to back, with memory for a small piece.</summary>
/// <param name="Texts">The free text of the header, as its maker wrote it.</param>
public sealed record FileContents(IReadOnlyDictionary<string, string> Texts, IReadOnlyList<TensorFacts> Tensors)
{
    /// <param name="stream">At the start of the file; need not seek.</param>
    /// <exception cref="InvalidSafetensorsException">It is no safetensors file.</exception>
    public static FileContents Read(Stream stream)
    {
        var header = SafetensorsFile.ReadHeader(stream);
        var squares = header.Tensors.Values.Where(tensor => FloatBytes.CanRead(tensor.Type)).ToDictionary(tensor => tensor.Name, _ => 0.0);
        TensorStream.Read(stream, header, (tensor, piece) =>
        {
            if (squares.ContainsKey(tensor.Name)) squares[tensor.Name] += SumOfSquares(FloatBytes.ToFloats(piece.Span, tensor.Type));
        });
        return new FileContents(header.Metadata, [.. header.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)
            .Select(tensor => new TensorFacts(tensor, squares.TryGetValue(tensor.Name, out var sum) ? Math.Sqrt(sum) : null))]);
    }

    // In double: a float would swallow small squares beside a large sum.
    private static double SumOfSquares(float[] values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += (double)value * value;
        return sum;
    }
}
