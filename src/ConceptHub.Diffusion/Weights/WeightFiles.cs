using System.Text.Json;
using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Weights;

/// <summary>The weights of one part of a model: a safetensors file, or the shards that an index lists, seen as one.</summary>
public sealed class WeightFiles : IDisposable
{
    private readonly IReadOnlyList<MappedTensors> _files;
    private readonly Dictionary<string, MappedTensors> _fileOf = new(StringComparer.Ordinal);

    private WeightFiles(string label, IReadOnlyList<MappedTensors> files)
    {
        (Label, _files) = (label, files);
        var tensors = new Dictionary<string, TensorEntry>(StringComparer.Ordinal);
        foreach (var file in files)
            foreach (var (name, entry) in file.Tensors)
            {
                if (!tensors.TryAdd(name, entry)) throw new InvalidModelException($"{label}: two shards have the tensor '{name}'.");
                _fileOf[name] = file;
            }

        Tensors = tensors;
        Metadata = files[0].Metadata;
    }

    /// <summary>Folder and name of the file or index, for messages.</summary>
    public string Label { get; }

    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>Of the file, or of the first shard.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Finds a part's weights: <c>stem.safetensors</c>, else the variants <c>fp16</c>, <c>bf16</c>, <c>fp32</c>, each whole or as shards with
    /// an index. Pickled weights are never opened.
    /// </summary>
    /// <returns>The file, or the index.</returns>
    /// <exception cref="InvalidModelException">There are none; says so if there are pickled ones.</exception>
    public static string Find(string folder, string stem)
    {
        string[] variants = ["", ".fp16", ".bf16", ".fp32"];
        var names = variants.SelectMany(variant => new[] { $"{stem}{variant}.safetensors", $"{stem}.safetensors.index{variant}.json" });
        if (names.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } found) return found;

        var part = Path.GetFileName(folder);
        var pickled = Directory.Exists(folder) ? Directory.EnumerateFiles(folder).FirstOrDefault(file => Path.GetExtension(file) is ".bin" or ".ckpt" or ".pt" or ".pth") : null;
        throw new InvalidModelException(pickled is null
            ? $"{part}/{stem}.safetensors is missing."
            : $"{part}/{stem}.safetensors is missing. {part}/{Path.GetFileName(pickled)} is of a format that can run programs when opened; only safetensors files are accepted.");
    }

    /// <param name="path">A safetensors file, or the <c>.index.json</c> of sharded ones beside it.</param>
    /// <exception cref="InvalidModelException">A file is missing or breaks a rule of the format.</exception>
    public static WeightFiles Open(string path)
    {
        var files = new List<MappedTensors>();
        try
        {
            foreach (var shard in FilesOf(path)) files.Add(MappedTensors.Open(shard));
            return files.Count > 0 ? new WeightFiles(MappedTensors.Label(path), files) : throw new InvalidModelException($"{MappedTensors.Label(path)} lists no files.");
        }
        catch
        {
            foreach (var file in files) file.Dispose();
            throw;
        }
    }

    /// <summary>The files to copy for a part: the one, or index and shards.</summary>
    public static IReadOnlyList<string> FilesWith(string path) => path.EndsWith(".json", StringComparison.Ordinal) ? [path, .. FilesOf(path)] : [path];

    /// <inheritdoc cref="MappedTensors.Read(TensorEntry, long, long, TensorBytes)"/>
    public void Read(TensorEntry tensor, long from, long count, TensorBytes use) => _fileOf[tensor.Name].Read(tensor, from, count, use);

    /// <inheritdoc cref="MappedTensors.Read(TensorEntry, TensorBytes)"/>
    public void Read(TensorEntry tensor, TensorBytes use) => _fileOf[tensor.Name].Read(tensor, use);

    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private static IReadOnlyList<string> FilesOf(string path)
    {
        if (!path.EndsWith(".json", StringComparison.Ordinal)) return [path];
        try
        {
            using var index = JsonDocument.Parse(File.ReadAllText(path));
            var names = index.RootElement.GetProperty("weight_map").EnumerateObject().Select(entry => entry.Value.GetString()!).Distinct().ToList();
            if (names.FirstOrDefault(name => name != Path.GetFileName(name)) is { } elsewhere)
                throw new InvalidModelException($"{MappedTensors.Label(path)} names '{elsewhere}', which is no file beside it.");
            return [.. names.Select(name => Path.Combine(Path.GetDirectoryName(path)!, name))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidModelException($"{MappedTensors.Label(path)} is no index of shards: {e.Message}", e);
        }
    }
}
