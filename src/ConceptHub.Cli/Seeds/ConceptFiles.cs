using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;

namespace ConceptHub.Cli.Seeds;

/// <summary><c>concept.json</c>. The trigger word stands as in prompts, in angle brackets; sets of example pictures have no number.</summary>
internal sealed record ConceptFile(string Name, string Slug, ConceptKind Kind, string TriggerWord, string ClassWord, string Description, IReadOnlyList<string> Tags, int? ConceptNumber, Licence? Licence);

/// <summary>One entry of <c>training.json</c>.</summary>
internal sealed record CaptionedFile(string File, string Caption);

/// <summary>One entry of <c>showcase.json</c>.</summary>
internal sealed record ShowcaseFile(string File, string Prompt, long Seed, ShowcaseSettings Settings);

internal sealed record ShowcaseSettings(int Width, int Height, int Steps, float GuidanceScale, string Scheduler);

/// <summary><c>embedding.json</c>.</summary>
/// <param name="Adapter">SHA-256 of the adapter that drew the showcase.</param>
/// <param name="Model">SHA-256 of the model that looked at it.</param>
/// <param name="Vector">As <see cref="EmbeddingVector.Pack"/> makes it.</param>
internal sealed record EmbeddingFile(string Adapter, string Model, byte[] Vector);

/// <summary><c>kept/report.json</c>.</summary>
/// <param name="Adapter">SHA-256 of the adapter that was measured.</param>
/// <param name="Kept">How much of the concept is left, 0 to 1; null without a figure.</param>
/// <param name="Companions">Slugs of the concepts that it was merged with.</param>
internal sealed record KeptFile(string Adapter, double? Kept, IReadOnlyList<string> Companions, IReadOnlyList<KeptPictureFile> Pictures);

/// <summary>A prompt and seed, and the files beside the report that were drawn of it.</summary>
internal sealed record KeptPictureFile(string Prompt, long Seed, string Alone, string Merged);

/// <summary>The layout of one folder of <c>data/seed</c> and <c>data/examples</c>, as the catalog reads it.</summary>
internal sealed class ConceptFolder(string path)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private const string Look = "embedding.json", KeptFolder = "kept";

    public string Path { get; } = path;

    public string Adapter => System.IO.Path.Combine(Path, "adapter.safetensors");

    public string Training(string file) => System.IO.Path.Combine(Path, "training", file);

    public string Showcase(string file) => System.IO.Path.Combine(Path, "showcase", file);

    public void WriteConcept(ConceptFile concept) => Write("concept.json", concept);

    public void WriteTraining(IReadOnlyList<CaptionedFile> captions) => Write("training.json", captions);

    public void WriteShowcase(IReadOnlyList<ShowcaseFile> pictures) => Write("showcase.json", pictures);

    public void WriteEmbedding(EmbeddingFile look) => Write(Look, look);

    /// <summary>Writes the report in the place of an older one.</summary>
    /// <param name="pictures">By their names in the report.</param>
    public void WriteKept(KeptFile report, IReadOnlyDictionary<string, byte[]> pictures)
    {
        ForgetKept();
        Directory.CreateDirectory(System.IO.Path.Combine(Path, KeptFolder));
        foreach (var (name, content) in pictures) File.WriteAllBytes(System.IO.Path.Combine(Path, KeptFolder, name), content);
        Write(System.IO.Path.Combine(KeptFolder, "report.json"), report);
    }

    /// <summary>Null without one.</summary>
    public KeptFile? ReadKept() => System.IO.Path.Combine(KeptFolder, "report.json") is var report && File.Exists(System.IO.Path.Combine(Path, report)) ? Read<KeptFile>(report) : null;

    public ConceptFile ReadConcept() => Read<ConceptFile>("concept.json");

    public IReadOnlyList<CaptionedFile> ReadTraining() => Read<List<CaptionedFile>>("training.json");

    public IReadOnlyList<ShowcaseFile> ReadShowcase() => Read<List<ShowcaseFile>>("showcase.json");

    /// <summary>Takes away what was said of pictures that are drawn anew.</summary>
    public void ForgetEmbedding() => File.Delete(System.IO.Path.Combine(Path, Look));

    /// <summary>Takes away what was measured of an adapter that is replaced.</summary>
    public void ForgetKept()
    {
        if (System.IO.Path.Combine(Path, KeptFolder) is var kept && Directory.Exists(kept)) Directory.Delete(kept, recursive: true);
    }

    private void Write<T>(string name, T content) => File.WriteAllText(System.IO.Path.Combine(Path, name), JsonSerializer.Serialize(content, Json) + "\n");

    private T Read<T>(string name)
    {
        var file = System.IO.Path.Combine(Path, name);
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), Json) ?? throw new InvalidDataException($"{file} holds nothing.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{file}: {fault.Message}", fault);
        }
    }
}
