using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ConceptHub.Diffusion.Adapters;

namespace ConceptHub.Diffusion.Text;

/// <summary>Names what the text encoder is asked, by all that its answer depends on but its weights.</summary>
internal static class TextKey
{
    /// <param name="prompts">As encoded.</param>
    /// <param name="words">Of the recipe, in the order of their ids. A token of theirs stands for its vector, whatever else the recipe holds.</param>
    /// <param name="vocabulary">Ids from here on are theirs.</param>
    /// <returns>A SHA-256.</returns>
    public static string Of(IReadOnlyList<(long[] Ids, float[] Weights)> prompts, IReadOnlyList<LearnedWord> words, long vocabulary, int clipSkip)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var vectors = words.SelectMany(word => Enumerable.Range(0, word.Vectors.Tokens).Select(i => (word.Vectors, Token: i))).ToList();
        hash.AppendData(MemoryMarshal.AsBytes<int>([prompts.Count, clipSkip]));
        foreach (var (ids, weights) in prompts)
        {
            hash.AppendData(MemoryMarshal.AsBytes<int>([ids.Length]));
            foreach (var id in ids)
            {
                hash.AppendData(MemoryMarshal.AsBytes<long>([Math.Min(id, vocabulary)]));
                if (id >= vocabulary) hash.AppendData(MemoryMarshal.AsBytes(vectors[(int)(id - vocabulary)].Vectors.Token(vectors[(int)(id - vocabulary)].Token)));
            }

            hash.AppendData(MemoryMarshal.AsBytes(weights.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
