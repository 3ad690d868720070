using System.Text.Json;
using System.Text.Json.Serialization;
using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary><c>concept.json</c> of a seed concept.</summary>
internal sealed record SeedConcept
{
    public required string Name { get; init; }
    public required string Slug { get; init; }
    public required ConceptKind Kind { get; init; }
    public required string TriggerWord { get; init; }
    public required string ClassWord { get; init; }
    public string Description { get; init; } = "";
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Minus one in a set of example pictures, which reserves nothing.</summary>
    public int ConceptNumber { get; init; } = -1;
}

/// <summary>One picture of <c>training.json</c> or <c>showcase.json</c>; both lists are optional.</summary>
internal sealed record SeedPicture
{
    public required string File { get; init; }
    public string? Caption { get; init; }
    public string? Prompt { get; init; }
    public long Seed { get; init; }
    public SeedSettings? Settings { get; init; }
}

/// <summary>How a showcase picture was sampled, where it differs from the usual.</summary>
internal sealed record SeedSettings
{
    public string NegativePrompt { get; init; } = "";
    public int? Width { get; init; }
    public int? Height { get; init; }
    public int? Steps { get; init; }
    public float? GuidanceScale { get; init; }
    public string? Scheduler { get; init; }
}

/// <summary><c>embedding.json</c>: what the showcase pictures look like, so that a fresh hub need not look.</summary>
/// <param name="Adapter">SHA-256 of the adapter that drew them.</param>
/// <param name="Model">SHA-256 of the model that looked.</param>
/// <param name="Vector">As <see cref="EmbeddingVector.Pack"/> makes it.</param>
internal sealed record SeedEmbedding(string Adapter, string Model, byte[] Vector);

/// <summary><c>kept/report.json</c>: how much of the concept is left among the others, so that a fresh hub need not measure it.</summary>
/// <param name="Adapter">SHA-256 of the adapter that was measured.</param>
/// <param name="Kept">0 to 1, or null without a figure.</param>
/// <param name="Companions">Slugs of the seed concepts that it was merged with.</param>
internal sealed record SeedKept(string Adapter, double? Kept, IReadOnlyList<string> Companions, IReadOnlyList<SeedKeptPicture> Pictures);

/// <summary>A prompt and seed, and the files beside the report that were drawn of it.</summary>
internal sealed record SeedKeptPicture(string Prompt, long Seed, string Alone, string Merged);

/// <summary>A training picture on disk. <see cref="CaptionWithoutTrigger"/> fits any other trigger word.</summary>
internal sealed record SeedTrainingPicture(string Path, string Caption, string CaptionWithoutTrigger);

/// <summary>
/// One folder of <c>data/seed</c>: <c>concept.json</c>, <c>adapter.safetensors</c>, <c>training/*.png</c> (captions in
/// <c>training.json</c>), <c>showcase/*.png</c> (prompts and settings in <c>showcase.json</c>), and perhaps <c>embedding.json</c> and <c>kept/</c>.
/// </summary>
internal sealed record SeedFolder(string Path, SeedConcept Concept)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    public string Adapter => System.IO.Path.Combine(Path, "adapter.safetensors");

    /// <summary>Null when it was not taken.</summary>
    public SeedEmbedding? Look => System.IO.Path.Combine(Path, "embedding.json") is var file && File.Exists(file) ? Read<SeedEmbedding>(file) : null;

    /// <summary>Null when it was not measured.</summary>
    public SeedKept? Kept => KeptFile("report.json") is var file && File.Exists(file) ? Read<SeedKept>(file) : null;

    public string KeptFile(string name) => System.IO.Path.Combine(Path, "kept", name);

    public IReadOnlyList<SeedTrainingPicture> Training => [.. Pictures("training").Select(found =>
    {
        var caption = found.Said?.Caption ?? found.Said?.Prompt ?? $"a picture of {Concept.TriggerWord} {Concept.ClassWord}";
        return new SeedTrainingPicture(found.File, caption, caption.Replace(Concept.TriggerWord + " ", "", StringComparison.OrdinalIgnoreCase));
    })];

    public IReadOnlyList<(string File, SeedPicture? Said)> Showcase => [.. Pictures("showcase")];

    /// <summary>All folders with a <c>concept.json</c>, by name.</summary>
    /// <exception cref="InvalidDataException">A file cannot be read; the message names it.</exception>
    public static IReadOnlyList<SeedFolder> AllIn(string folder) => !Directory.Exists(folder)
        ? []
        : [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
            .Where(path => File.Exists(System.IO.Path.Combine(path, "concept.json")))
            .Select(path => new SeedFolder(path, Read<SeedConcept>(System.IO.Path.Combine(path, "concept.json"))))];

    private IEnumerable<(string File, SeedPicture? Said)> Pictures(string name)
    {
        var folder = System.IO.Path.Combine(Path, name);
        if (!Directory.Exists(folder)) return [];
        var list = System.IO.Path.Combine(Path, name + ".json");
        SeedPicture[] said = File.Exists(list) ? Read<SeedPicture[]>(list) : [];
        return Directory.GetFiles(folder, "*.png").Order(StringComparer.Ordinal)
            .Select(file => (file, Array.Find(said, picture => System.IO.Path.GetFileName(picture.File) == System.IO.Path.GetFileName(file))));
    }

    private static T Read<T>(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize<T>(stream, Options) ?? throw new InvalidDataException($"{file} holds nothing.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"{file}: {exception.Message}", exception);
        }
    }
}
