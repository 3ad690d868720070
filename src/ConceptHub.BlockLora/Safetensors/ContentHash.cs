using System.Security.Cryptography;
using System.Text;

namespace ConceptHub.BlockLora;

/// <summary>
/// Says whether two safetensors files hold the same tensors: SHA-256 over the names, types, shapes and bytes of all of them, in the order
/// of their names. Neither the header's texts nor the order in the file count.
/// </summary>
public static class ContentHash
{
    /// <param name="stream">At the start of the file; need not seek.</param>
    /// <returns>Lower-case hex.</returns>
    /// <exception cref="InvalidSafetensorsException">It is no safetensors file.</exception>
    public static string Of(Stream stream)
    {
        var header = SafetensorsFile.ReadHeader(stream);
        var data = header.Tensors.Keys.ToDictionary(name => name, _ => IncrementalHash.CreateHash(HashAlgorithmName.SHA256));
        try
        {
            TensorStream.Read(stream, header, (tensor, piece) => data[tensor.Name].AppendData(piece.Span));
            var text = new StringBuilder();
            foreach (var tensor in header.Tensors.Values.OrderBy(it => it.Name, StringComparer.Ordinal))
                text.Append($"{tensor.Name.Length} {tensor.Name} {tensor.Type.FileName()} {tensor.ShapeText} {Convert.ToHexStringLower(data[tensor.Name].GetHashAndReset())}\n");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
        finally
        {
            foreach (var hash in data.Values) hash.Dispose();
        }
    }
}
