using System.Text.RegularExpressions;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Checkpoints;

namespace ConceptHub.Engine;

/// <summary>A model that can be used here.</summary>
/// <param name="Manifest">What was found when it was added; null for models that come with ConceptHub.</param>
/// <param name="Bytes">Size of its files.</param>
public sealed record StoredModel(string Name, string Folder, ModelManifest? Manifest, long Bytes)
{
    /// <summary>Part of the repository, never changed.</summary>
    public bool IsBuiltIn => Manifest is null;
}

/// <summary>What became of a model's files since it was added.</summary>
/// <param name="Problems">Sentences; none when all is as it was.</param>
/// <param name="Found">Its facts as read now; null when it cannot be read.</param>
public sealed record ModelCheck(IReadOnlyList<string> Problems, ModelManifest? Found);

/// <summary>The models of one home: those that come with ConceptHub, which are only read, and those that were added.</summary>
/// <param name="builtIn">Folder of model folders; never written to.</param>
/// <param name="added">Folder of model folders; made when the first is added.</param>
public sealed partial class ModelStore(string builtIn, string added, TimeProvider clock)
{
    private const string HalfWritten = ".new";

    /// <summary>All models by name.</summary>
    public IReadOnlyList<StoredModel> All => [.. Folders().Select(Stored).OrderBy(model => model.Name, StringComparer.Ordinal)];

    /// <summary>The folder of a model, or null when there is none of this name.</summary>
    public string? Find(string name) => Folders().FirstOrDefault(folder => Path.GetFileName(folder) == name);

    /// <summary>Copies a model into the store: a diffusers folder, or a checkpoint in one file. Everything is checked before it gets its name.</summary>
    /// <param name="name">Null: from the source's name.</param>
    /// <exception cref="InvalidModelException">The model cannot be used, or the name cannot; says why. The store is as before.</exception>
    /// <exception cref="OperationCanceledException">The store is as before.</exception>
    public StoredModel Add(string source, string? name, ModelImportOptions options, CancellationToken cancellation)
    {
        var chosen = name ?? NameFrom(source);
        if (!NamePattern().IsMatch(chosen)) throw new InvalidModelException($"'{chosen}' cannot be a model's name: small letters, digits, dots and dashes, 64 at most, beginning with a letter or digit.");
        if (Find(chosen) is not null) throw new InvalidModelException($"There is a model '{chosen}' already.");
        Directory.CreateDirectory(added);
        CheckSpace(source);
        var (target, beside) = (Path.Combine(added, chosen), Path.Combine(added, $".{chosen}.{Guid.NewGuid():N}{HalfWritten}"));
        try
        {
            using (var model = ModelImport.Import(source, beside, options with { KnownModels = [.. Folders()] }, cancellation))
                ModelManifest.Of(model, Path.GetFileName(Path.TrimEndingDirectorySeparator(source)), clock.GetUtcNow(), cancellation).Write(beside);
            Directory.Move(beside, target);
        }
        finally
        {
            if (Directory.Exists(beside)) Directory.Delete(beside, recursive: true);
        }

        return Stored(target);
    }

    /// <summary>Deletes an added model.</summary>
    /// <exception cref="InvalidModelException">There is none of this name, or it comes with ConceptHub.</exception>
    public void Remove(string name)
    {
        var model = Required(name);
        if (model.IsBuiltIn) throw new InvalidModelException($"'{name}' comes with ConceptHub and stays.");
        Directory.Delete(model.Folder, recursive: true);
    }

    /// <summary>Reads a model whole, and compares its files and facts with what was found when it was added.</summary>
    /// <exception cref="InvalidModelException">There is none of this name.</exception>
    public ModelCheck Verify(string name, CancellationToken cancellation)
    {
        var model = Required(name);
        var problems = new List<string>();
        if (model.Manifest is { } then) problems.AddRange(Changes(then.Files, ModelManifest.HashFiles(model.Folder, cancellation)));
        try
        {
            using var loaded = StableDiffusionModel.Load(model.Folder);
            var found = ModelManifest.Of(loaded, model.Manifest?.Source ?? name, model.Manifest?.AddedAt ?? clock.GetUtcNow(), cancellation);
            if (model.Manifest is { } before && (before.Hash, before.PlanHash) != (found.Hash, found.PlanHash)) problems.Add("The weights or the block plan are others than when it was added.");
            return new ModelCheck(problems, found);
        }
        catch (InvalidModelException fault)
        {
            return new ModelCheck([.. problems, fault.Message], null);
        }
    }

    /// <summary>Only when a server starts: what an interrupted <see cref="Add"/> left goes.</summary>
    public void RemoveHalfWritten()
    {
        if (!Directory.Exists(added)) return;
        foreach (var folder in Directory.EnumerateDirectories(added, $".*{HalfWritten}")) Directory.Delete(folder, recursive: true);
    }

    private IEnumerable<string> Folders() => new[] { builtIn, added }.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
        .Where(folder => Path.GetFileName(folder)[0] != '.' && Directory.Exists(Path.Combine(folder, "unet")));

    private StoredModel Required(string name) => Find(name) is { } folder ? Stored(folder)
        : throw new InvalidModelException($"There is no model '{name}'; there are {string.Join(", ", All.Select(model => model.Name))}.");

    private static StoredModel Stored(string folder) => new(Path.GetFileName(folder), folder, ModelManifest.Read(folder),
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length));

    private static IEnumerable<string> Changes(IReadOnlyDictionary<string, string> then, IReadOnlyDictionary<string, string> now) =>
        from path in then.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
        let what = !now.ContainsKey(path) ? "is missing" : !then.ContainsKey(path) ? "was not there when it was added" : now[path] != then[path] ? "has other content than when it was added" : null
        where what is not null
        select $"{path} {what}.";

    private void CheckSpace(string source)
    {
        var wanted = File.Exists(source) ? new FileInfo(source).Length
            : Directory.Exists(source) ? new DirectoryInfo(source).EnumerateFiles("*.safetensors", SearchOption.AllDirectories).Sum(file => file.Length)
            : 0;
        var free = new DriveInfo(Path.GetFullPath(added)).AvailableFreeSpace;
        if (wanted > free) throw new InvalidModelException($"The copy needs up to {wanted >> 20} MiB, but only {free >> 20} MiB are free where models are kept.");
    }

    /// <summary>A name for the model of a file or folder: "SD 1.5 (pruned).safetensors" becomes "sd-1.5-pruned".</summary>
    public static string NameFrom(string source)
    {
        var plain = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(source)));
        if (!Directory.Exists(source)) plain = Path.GetFileNameWithoutExtension(plain);
        return NotInNames().Replace(plain.ToLowerInvariant(), "-").Trim('-', '.');
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{0,63}\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex("[^a-z0-9.]+")]
    private static partial Regex NotInNames();
}
