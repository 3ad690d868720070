using System.Security.Cryptography;
using System.Text;

namespace ConceptHub.BlockLora;

/// <summary>
/// Says whether two safetensors files hold the same numbers: SHA-256 over all tensors of more than one element, each by its shape and its
/// values rounded to half precision, whatever their order. Neither the header's texts count nor names, the order in the file, scalars
/// (such as alpha), or whether the numbers stand in F32 or F16. A file in BF16 is another one: it has fewer digits than F16.
/// </summary>
public static class ValueHash
{
    /// <param name="stream">At the start of the file; need not seek.</param>
    /// <returns>Lower-case hex; empty when there is nothing to compare.</returns>
    /// <exception cref="InvalidSafetensorsException">It is no safetensors file.</exception>
    public static string Of(Stream stream)
    {
        var header = SafetensorsFile.ReadHeader(stream);
        var data = header.Tensors.Values.Where(tensor => tensor.ElementCount > 1).ToDictionary(tensor => tensor.Name, _ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
        try
        {
            TensorStream.Read(stream, header, (tensor, piece) =>
            {
                if (data.TryGetValue(tensor.Name, out var hash)) hash.AppendData(Rounded(piece.Span, tensor.Type));
            });
            var lines = data.Select(it => $"{Kind(header.Tensors[it.Key].Type)}{header.Tensors[it.Key].ShapeText} {Convert.ToHexStringLower(it.Value.GetHashAndReset())}\n").Order(StringComparer.Ordinal);
            return data.Count == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
        }
        finally
        {
            foreach (var hash in data.Values) hash.Dispose();
        }
    }

    // Widening F16 is exact, and narrowing rounds to nearest even, as every program that converts does.
    private static ReadOnlySpan<byte> Rounded(ReadOnlySpan<byte> values, SafetensorsType type) =>
        type is SafetensorsType.F32 or SafetensorsType.BF16 ? FloatBytes.FromFloats(FloatBytes.ToFloats(values, type), SafetensorsType.F16) : values;

    // Other types are compared byte by byte.
    private static string Kind(SafetensorsType type) => FloatBytes.CanRead(type) ? "" : type.FileName() + " ";
}
