using System.Security.Cryptography;
using System.Text.Json;
using ConceptHub.Diffusion;

namespace ConceptHub.Engine;

/// <summary>What was found when a model was added, kept beside it as <c>model.json</c>.</summary>
public sealed record ModelManifest
{
    internal const string FileName = "model.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Name of the file or folder that it came from.</summary>
    public required string Source { get; init; }
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>SHA-256 of UNet and text encoder, hex: which base model adapters belong to.</summary>
    public required string Hash { get; init; }

    /// <summary>Hash of the block plan, and how many sites, layers and blocks per layer it has.</summary>
    public required string PlanHash { get; init; }
    public required int Sites { get; init; }
    public required int Layers { get; init; }
    public required int Blocks { get; init; }

    /// <summary>SHA-256 of every file, hex, by path with <c>/</c>.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>The facts of a loaded model.</summary>
    public static ModelManifest Of(StableDiffusionModel model, string source, DateTimeOffset addedAt, CancellationToken cancellation) => new()
    {
        Source = source,
        AddedAt = addedAt,
        Hash = model.Hash,
        PlanHash = model.Plan.Hash,
        Sites = model.Plan.Sites.Count,
        Layers = model.Plan.Layers.Count,
        Blocks = model.Plan.Blocks,
        Files = HashFiles(model.Folder, cancellation),
    };

    /// <summary>Null when the model came without one, as those of the repository.</summary>
    /// <exception cref="InvalidModelException">It is there and cannot be read.</exception>
    public static ModelManifest? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<ModelManifest>(File.ReadAllText(path), Json) ?? throw new JsonException("It is empty.");
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new InvalidModelException($"{Path.GetFileName(folder)}/{FileName} cannot be read: {e.Message}", e);
        }
    }

    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Json));

    /// <summary>SHA-256 of every file of a model folder but the manifest itself.</summary>
    public static IReadOnlyDictionary<string, string> HashFiles(string folder, CancellationToken cancellation)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != FileName))
        {
            cancellation.ThrowIfCancellationRequested();
            using var stream = File.OpenRead(file);
            hashes[Path.GetRelativePath(folder, file).Replace('\\', '/')] = Convert.ToHexStringLower(SHA256.HashData(stream));
        }

        return hashes;
    }
}
