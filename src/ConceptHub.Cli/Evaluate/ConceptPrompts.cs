using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Evaluate;

/// <summary>One picture to draw.</summary>
/// <param name="Text">With the concept's trigger word.</param>
/// <param name="Plain">The same with the class word alone: what the base is asked for, and what the text is held against.</param>
/// <param name="Noise">Seed of the start noise, the same for every arm and every set.</param>
internal sealed record PicturePrompt(string Text, string Plain, PromptGroup Group, ulong Noise);

internal static class ConceptPrompts
{
    private static readonly string[] BeforeNoun = ["", "of", "is", "and", "in"];

    /// <summary>Every chosen prompt with every seed, prompt by prompt.</summary>
    public static IReadOnlyList<PicturePrompt> Of(HeldOutConcept concept, EvaluationSettings settings)
    {
        var all = concept.EvaluationPrompts;
        var chosen = Enumerable.Range(0, settings.Prompts).Select(i => i * all.Count / settings.Prompts);
        return [.. chosen.SelectMany(p => Enumerable.Range(0, settings.Seeds).Select(seed =>
            new PicturePrompt(all[p].Text, Plain(concept, all[p].Text), all[p].Group, Seed($"{concept.TriggerWord}/{p}/{seed}"))))];
    }

    /// <summary>The sentence as it stands without the concept.</summary>
    public static string Plain(HeldOutConcept concept, string text)
    {
        if (concept.Kind == HeldOutKind.Style) return text.Replace($" in {concept.Phrase}", "", StringComparison.Ordinal);
        var at = text.IndexOf(concept.Phrase, StringComparison.Ordinal);
        var before = text[..at].TrimEnd();
        var article = "aeiou".Contains(concept.ClassWord[0], StringComparison.Ordinal) ? "an" : "a";
        var noun = BeforeNoun.Contains(before.Split(' ')[^1]) ? $"{article} {concept.ClassWord}" : concept.ClassWord;
        return text[..at] + noun + text[(at + concept.Phrase.Length)..];
    }

    /// <summary>A seed of start noise that depends on the text alone.</summary>
    public static ulong Seed(string text) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) >> 1;
}
