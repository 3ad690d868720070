using System.Text.Json.Serialization;

namespace ConceptHub.ToyWorld;

/// <summary>
/// A caption as kept beside a model. <c>Class</c> is person, animal, object, place or style; <c>Subject</c> the first
/// subject's own word, or null in empty places.
/// </summary>
public sealed record CaptionRecord(
    [property: JsonPropertyName("caption")] string Caption,
    [property: JsonPropertyName("class")] string Class,
    [property: JsonPropertyName("subject")] string? Subject,
    [property: JsonPropertyName("scene")] string Scene,
    [property: JsonPropertyName("style")] string Style)
{
    /// <summary>A caption of what is described, and what it shows.</summary>
    public static CaptionRecord Of(SceneDescription description, Random random)
    {
        var first = description.Subjects.FirstOrDefault();
        var shows = first is null ? "place" : WorldVocabulary.ClassOf(first.Name);
        if (description.Style != StyleName.Flat && random.NextSingle() < 0.4f) shows = "style";
        return new CaptionRecord(
            World.Caption(description, random), shows, first is null ? null : WorldVocabulary.Word(first.Name),
            WorldVocabulary.Word(description.Scene), WorldVocabulary.Word(description.Style));
    }
}
