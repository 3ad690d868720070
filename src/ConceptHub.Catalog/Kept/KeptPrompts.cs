using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary>A sentence to draw.</summary>
/// <param name="Text">With the concept.</param>
/// <param name="Plain">The same without it: what a picture shows that is not the concept's own.</param>
public sealed record KeptPrompt(string Text, string Plain, long Seed);

/// <summary>What concepts are drawn with to see how much of them is left, the same for all of a kind.</summary>
public static class KeptPrompts
{
    private const long FirstSeed = 7001;   // none that anything was chosen by

    private static readonly string[] Subjects = ["a photo of *", "a picture of * on the beach", "* in the forest", "a photo of * in the snow"];
    private static readonly string[] Scenes = ["a photo of *", "a photo of a dog in *", "a picture of a person in *", "a red car in *"];
    private static readonly string[] Styles = ["a picture of a person on the beach in *", "a dog in the forest in *", "a house in the snow in *", "a red car in *"];

    public static IReadOnlyList<KeptPrompt> Of(ConceptPhrase phrase)
    {
        var sentences = phrase.Kind switch { ConceptKind.Scene => Scenes, ConceptKind.Style => Styles, _ => Subjects };
        return [.. sentences.Select(phrase.In).Select((text, i) => new KeptPrompt(text, phrase.Plain(text), FirstSeed + i))];
    }
}
