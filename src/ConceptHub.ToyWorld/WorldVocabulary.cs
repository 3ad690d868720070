namespace ConceptHub.ToyWorld;

/// <summary>The closed vocabulary of all captions.</summary>
public static class WorldVocabulary
{
    /// <summary>Most words a caption has; the tokenizer keeps each of them whole.</summary>
    public const int LongestCaption = 24;

    private static readonly string[] Grammar =
    [
        "a", "an", "the", "of", "in", "on", "at", "with", "and", "there", "is", "wearing", "empty",
        "photo", "picture", "style", "night",
        "person", "animal", "object", "place", "hair", "shirt", "beard",
    ];

    /// <summary>Every word, sorted.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        .. Grammar
            .Concat(WordsOf<SceneName>()).Concat(WordsOf<StyleName>()).Concat(WordsOf<SubjectName>())
            .Concat(WordsOf<ColourName>()).Concat(WordsOf<PatternName>().Skip(1)).Concat(WordsOf<HairName>())
            .Concat(WordsOf<GlassesName>().Skip(1)).Concat(WordsOf<HatName>().Skip(1))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    public static string Word<T>(T name) where T : struct, Enum => name.ToString().ToLowerInvariant();

    public static string ClassOf(SubjectName subject) => subject switch
    {
        SubjectName.Person => "person",
        <= SubjectName.Bird => "animal",
        _ => "object",
    };

    private static IEnumerable<string> WordsOf<T>() where T : struct, Enum => Enum.GetValues<T>().Select(Word);
}
