using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary>What a sentence calls a concept: its trigger and class word.</summary>
public sealed record ConceptPhrase(ConceptKind Kind, string TriggerWord, string ClassWord)
{
    private static readonly string[] BeforeNoun = ["", "of", "is", "and", "in"];

    private string Phrase => $"{TriggerWord} {ClassWord}";

    /// <summary>The sentence with * for the phrase.</summary>
    public string In(string sentence) => sentence.Replace("*", Phrase, StringComparison.Ordinal);

    /// <summary>The sentence without the concept: with the class word alone, of a style with nothing in its place.</summary>
    public string Plain(string sentence)
    {
        if (Kind == ConceptKind.Style) return Without(sentence);
        var at = sentence.IndexOf(Phrase, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return Without(sentence);
        var before = sentence[..at].TrimEnd();
        var article = ClassWord is [var first, ..] && "aeiou".Contains(first, StringComparison.OrdinalIgnoreCase) ? "an" : "a";
        var noun = BeforeNoun.Contains(before.Split(' ')[^1]) ? $"{article} {ClassWord}" : ClassWord;
        return sentence[..at] + noun + sentence[(at + Phrase.Length)..];
    }

    /// <summary>The sentence without the phrase: what else a picture shows.</summary>
    public string Without(string sentence)
    {
        var rest = sentence.Replace($" in {Phrase}", "", StringComparison.OrdinalIgnoreCase)
            .Replace(Phrase, "", StringComparison.OrdinalIgnoreCase)
            .Replace(TriggerWord, "", StringComparison.OrdinalIgnoreCase);
        return string.Join(' ', rest.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    internal static ConceptPhrase Of(Concept concept) => new(concept.Kind, concept.TriggerWord, concept.ClassWord);
}
