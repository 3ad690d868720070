using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConceptHub.Diffusion;

/// <summary>A caption that a base model knows, and the class of thing it shows (<c>person</c>, <c>animal</c>, <c>style</c> ...).</summary>
public sealed record TrainingCaption(
    [property: JsonPropertyName("caption")] string Caption,
    [property: JsonPropertyName("class")] string Class)
{
    /// <summary>With a word before the class word; as it is where that is not in it.</summary>
    public string WithWord(string word) => Caption.Replace(Class, $"{word} {Class}", StringComparison.Ordinal);
}

/// <summary>
/// The public captions of a base model: the words it can read, and the foreign prompts on which an adapter learns to be silent.
/// </summary>
public sealed class TrainingCaptions
{
    public TrainingCaptions(IReadOnlyList<TrainingCaption> captions)
    {
        All = captions;
        Words = captions.SelectMany(c => c.Caption.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);
    }

    public IReadOnlyList<TrainingCaption> All { get; }

    public IReadOnlySet<string> Words { get; }

    /// <summary>Reads <c>captions.json</c>.</summary>
    /// <exception cref="InvalidModelException">Not the expected JSON.</exception>
    public static TrainingCaptions Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return new TrainingCaptions(JsonSerializer.Deserialize<List<TrainingCaption>>(file) ?? []);
        }
        catch (JsonException e)
        {
            throw new InvalidModelException($"{Path.GetFileName(path)} is no list of captions: {e.Message}", e);
        }
    }
}
