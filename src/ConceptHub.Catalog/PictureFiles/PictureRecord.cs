using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace ConceptHub.Catalog;

/// <summary>
/// How a picture of this hub was made, as its file carries it: exactly in a chunk of the hub's own, and once more in the words of other
/// programs. Who made it is not in it.
/// </summary>
internal sealed record PictureRecord
{
    /// <summary>Keyword of the hub's own chunk.</summary>
    public const string Keyword = "concepthub";

    /// <summary>Letters of all scripts as themselves.</summary>
    public static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        MaxDepth = 16,
    };

    /// <summary>Of this layout; a reader refuses a higher one.</summary>
    public int Format { get; init; } = 1;

    /// <summary>Name of the base model, where it is known.</summary>
    public string? Model { get; init; }
    public string? ModelHash { get; init; }
    public required PictureSettings Settings { get; init; }
    public IReadOnlyList<RecordedConcept> Recipe { get; init; } = [];

    [JsonIgnore]
    public IEnumerable<RecordedConcept> Used => Recipe.Where(concept => concept.Enabled && concept.Strength > 0);

    /// <summary>Everything for the file: what A1111 and Civitai read, a graph for ComfyUI, the exact record.</summary>
    public IReadOnlyList<PictureText> Texts() =>
    [
        new("parameters", ParametersWriter.Write(this)),
        // Without the picture that was drawn over, a graph would draw something else.
        .. Settings.Start is null ? [new PictureText("prompt", ComfyPrompt.Write(this))] : Array.Empty<PictureText>(),
        new(Keyword, JsonSerializer.Serialize(this, Readable)),
    ];

    /// <summary>Null for anything but a sound record.</summary>
    public static FileSettings? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<PictureRecord>(json, Readable) is { Format: 1 } record && record.IsSound ? record.AsFile() : null;
        }
        catch (JsonException)
        {
            return null; // not ours, or altered by somebody
        }
    }

    [JsonIgnore]
    private bool IsSound => Recipe.All(concept => CompositionRules.IsStrength(concept.Strength))
        && !CompositionRules.Problems(new Composition { Settings = Settings, Recipe = [.. Recipe.Select(concept => new RecipeEntry(concept.ConceptId, concept.Version, concept.Strength, concept.Enabled) { Region = concept.Region })] }).Any();

    private FileSettings AsFile() => new()
    {
        Source = "ConceptHub",
        Exact = Settings,
        Model = Model,
        ModelHash = ModelHash,
        Concepts =
        [
            .. Recipe.Select(concept => new FileConcept(concept.Name ?? concept.ConceptId.ToString(), concept.Strength)
            {
                ConceptId = concept.ConceptId,
                Version = concept.Version,
                Enabled = concept.Enabled,
                Hash = concept.Adapter,
                Trigger = concept.Trigger,
                Region = concept.Region,
            }),
        ],
    };
}

/// <param name="Name">Of the concept; it and all that follows is null when not everybody may see the concept.</param>
/// <param name="File">Name of its file, without ending.</param>
/// <param name="Adapter">SHA-256 of its file.</param>
/// <param name="Region">Its place in the picture; null is anywhere.</param>
internal sealed record RecordedConcept(Guid ConceptId, int Version, float Strength, bool Enabled, string? Name = null, string? File = null, string? Trigger = null, string? Adapter = null, RecipeRegion? Region = null);
