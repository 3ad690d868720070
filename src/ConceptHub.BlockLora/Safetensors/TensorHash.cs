using System.Security.Cryptography;

namespace ConceptHub.BlockLora;

/// <summary><c>modelspec.hash_sha256</c> (ModelSpec 1.0.1): SHA-256 over the tensor bytes alone, in the file's order; 0x and lower-case hex.</summary>
internal static class TensorHash
{
    public const string Key = "modelspec.hash_sha256";

    public static string Of(IEnumerable<SafetensorsTensor> inFileOrder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in inFileOrder) hash.AppendData(tensor.Data.Span);
        return Text(hash.GetHashAndReset());
    }

    public static string Of(ReadOnlySpan<byte> data) => Text(SHA256.HashData(data));

    public static string Text(byte[] hash) => $"0x{Convert.ToHexStringLower(hash)}";
}
