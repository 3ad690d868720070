using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>Names a recipe of concepts by all that its rows depend on but the base: equal recipes of different members have one name.</summary>
internal static class RecipeKey
{
    // An adapter is read once and drawn with often; its numbers are hashed at the first time.
    private static readonly ConditionalWeakTable<ConceptAdapter, string> Prints = [];

    /// <param name="parts">In any order: as in a merge their ids decide it. Where a concept stands, and its words, change no row.</param>
    public static string Of(IEnumerable<MergePart> parts) => string.Join('+', parts.OrderBy(part => part.Id).OfType<RecipePart>()
        .Select(part => $"{Prints.GetValue(part.Adapter, Print)}*{BitConverter.SingleToUInt32Bits(part.Strength):x8}"));

    private static string Print(ConceptAdapter adapter)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([.. adapter.Codeword.Blocks]));
        foreach (var layer in adapter.Layers)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([layer.Rank, layer.A.Length, layer.B.Length]));
            hash.AppendData(MemoryMarshal.AsBytes(layer.A.AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(layer.B.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
