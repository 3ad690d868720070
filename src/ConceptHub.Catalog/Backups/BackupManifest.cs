using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConceptHub.Catalog;

/// <summary>What is in a backup: <c>manifest.json</c>, written last, so that a backup without it is no backup.</summary>
/// <param name="Format">Grows when an older program could not restore it.</param>
/// <param name="Migration">The newest of the database.</param>
/// <param name="Files">All others, by path.</param>
public sealed partial record BackupManifest(int Format, DateTimeOffset MadeAt, string Migration, IReadOnlyList<BackupFile> Files)
{
    public const string Name = "manifest.json", Database = "hub.db", BlobFolder = "blobs", KeyFolder = "keys";

    private const int CurrentFormat = 1;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public long Bytes => Files.Sum(file => file.Bytes);

    internal static BackupManifest Of(string folder, DateTimeOffset madeAt, string migration) => new(CurrentFormat, madeAt, migration,
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => BackupFile.Of(folder, file)).OrderBy(file => file.Path, StringComparer.Ordinal)]);

    internal void Write(string folder) => File.WriteAllText(Path.Combine(folder, Name), JsonSerializer.Serialize(this, Json));

    /// <exception cref="BackupException">There is none, or none that this program understands.</exception>
    public static BackupManifest Read(string folder)
    {
        var file = Path.Combine(folder, Name);
        if (!File.Exists(file)) throw new BackupException($"{folder} is no backup, or one that was cut off: it has no {Name}.");
        try
        {
            var manifest = JsonSerializer.Deserialize<BackupManifest>(File.ReadAllText(file), Json);
            if (manifest is not { Files.Count: > 0 }) throw new BackupException($"{file} names no files.");
            if (manifest.Format > CurrentFormat) throw new BackupException($"The backup was made by a newer version (format {manifest.Format}). Restore it with that version.");
            return manifest;
        }
        catch (JsonException fault)
        {
            throw new BackupException($"{file} cannot be read: {fault.Message}");
        }
    }

    /// <summary>Reads every file again and compares it with what was noted.</summary>
    /// <returns>What is wrong, a sentence for each file; empty for a whole backup.</returns>
    public async Task<IReadOnlyList<string>> ProblemsAsync(string folder, CancellationToken cancellation)
    {
        var problems = new List<string>();
        if (!Files.Any(file => file.Path == Database)) problems.Add($"It holds no {Database}.");
        foreach (var file in Files)
        {
            if (!KnownPath().IsMatch(file.Path)) problems.Add($"'{file.Path}' has no place in a backup.");
            else if (await file.ProblemAsync(folder, cancellation) is { } problem) problems.Add(problem);
        }

        return problems;
    }

    // Nothing else is ever written to a home: a manifest may come from anywhere.
    [GeneratedRegex(@"\A(hub\.db|blobs/[0-9a-f]{2}/[0-9a-f]{62}|keys/[A-Za-z0-9.-]+\.xml)\z")]
    private static partial Regex KnownPath();
}

/// <param name="Path">Below the backup's folder, with slashes.</param>
/// <param name="Sha256">In lower-case hex.</param>
public sealed record BackupFile(string Path, long Bytes, string Sha256)
{
    internal static BackupFile Of(string folder, string file)
    {
        using var content = File.OpenRead(file);
        return new BackupFile(System.IO.Path.GetRelativePath(folder, file).Replace('\\', '/'), content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    internal async Task<string?> ProblemAsync(string folder, CancellationToken cancellation)
    {
        var file = System.IO.Path.Combine(folder, Path);
        if (!File.Exists(file)) return $"{Path} is missing.";
        await using var content = File.OpenRead(file);
        if (content.Length != Bytes) return $"{Path} has {content.Length} bytes, not {Bytes}.";
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        if (hash != Sha256) return $"{Path} was changed: its hash is another.";
        return Path.StartsWith(BackupManifest.BlobFolder, StringComparison.Ordinal) && Path.Replace("/", "", StringComparison.Ordinal) != BackupManifest.BlobFolder + hash ? $"{Path} is not what its name says." : null;
    }
}

/// <summary>Something about a backup or a database that the operator has to put right; the message says what.</summary>
public sealed class BackupException(string message) : Exception(message);
