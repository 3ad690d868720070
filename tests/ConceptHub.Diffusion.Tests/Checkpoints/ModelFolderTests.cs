using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Checkpoints;

namespace ConceptHub.Diffusion.Tests.Checkpoints;

/// <summary>The diffusers folders that people have: variants, shards, and what lies beside a model.</summary>
public sealed class ModelFolderTests : IDisposable
{
    private readonly RandomModelFolder _model = new(RandomModelFolder.First, SafetensorsType.F16);

    [Fact]
    public void Variants_and_shards_are_read_and_imported_as_one_file()
    {
        var hash = Hash(_model.Folder);
        File.Move(_model["unet/diffusion_pytorch_model.safetensors"], _model["unet/diffusion_pytorch_model.fp16.safetensors"]);
        Shard("text_encoder", "model", "model.safetensors.index.fp16.json");
        Shard("vae", "diffusion_pytorch_model", "diffusion_pytorch_model.safetensors.index.json");
        Directory.CreateDirectory(_model["safety_checker"]);
        File.WriteAllText(_model["safety_checker/pytorch_model.bin"], "a pickle");
        Directory.CreateDirectory(_model["feature_extractor"]);

        var loaded = Hash(_model.Folder);
        using var imported = ModelImport.Import(_model.Folder, _model["imported"], new ModelImportOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(hash, loaded);
        Assert.Equal(hash, imported.Hash);
        var files = Directory.EnumerateFiles(_model["imported"], "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_model["imported"], file));
        Assert.Equal(["text_encoder/model.safetensors", "unet/diffusion_pytorch_model.safetensors", "vae/diffusion_pytorch_model.safetensors"],
            files.Where(file => file.EndsWith(".safetensors", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(files, file => file.StartsWith("safety_checker", StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_shard_is_named()
    {
        Shard("text_encoder", "model", "model.safetensors.index.json");
        File.Delete(_model["text_encoder/model-2.safetensors"]);

        Assert.Contains("model-2.safetensors", Assert.Throws<InvalidModelException>(() => Hash(_model.Folder)).Message);
    }

    [Fact]
    public void Index_that_points_elsewhere_is_refused()
    {
        Shard("text_encoder", "model", "model.safetensors.index.json");
        File.WriteAllText(_model["text_encoder/model.safetensors.index.json"], """{"weight_map":{"a":"../unet/diffusion_pytorch_model.safetensors"}}""");

        Assert.Contains("no file beside it", Assert.Throws<InvalidModelException>(() => Hash(_model.Folder)).Message);
    }

    [Fact]
    public void Text_encoder_with_a_projection_is_read_without_it()
    {
        var hash = Hash(_model.Folder);
        var file = Read("text_encoder/model.safetensors");
        Write("text_encoder/model.safetensors", [.. file, SafetensorsTensor.FromFloats("text_projection.weight", SafetensorsType.F16, [2, 2], new float[4])]);

        Assert.Equal(hash, Hash(_model.Folder));
    }

    public void Dispose() => _model.Dispose();

    private static string Hash(string folder)
    {
        using var model = StableDiffusionModel.Load(folder);
        return model.Hash;
    }

    private void Shard(string part, string stem, string index)
    {
        var tensors = Read($"{part}/{stem}.safetensors");
        File.Delete(_model[$"{part}/{stem}.safetensors"]);
        var shards = tensors.Chunk(tensors.Count / 3 + 1).Index().Select(shard => (Name: $"{stem}-{shard.Index}.safetensors", Tensors: shard.Item)).ToList();
        foreach (var (name, shard) in shards) Write($"{part}/{name}", shard);
        var map = shards.SelectMany(shard => shard.Tensors.Select(tensor => (tensor.Name, shard.Name))).ToDictionary(it => it.Item1, it => it.Item2);
        File.WriteAllText(_model[$"{part}/{index}"], JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = map }));
    }

    private List<SafetensorsTensor> Read(string path)
    {
        using var stream = File.OpenRead(_model[path]);
        var file = SafetensorsFile.Read(stream);
        return [.. file.Tensors.Values.Select(t => new SafetensorsTensor(t.Name, t.Type, t.Shape, file.Bytes(t.Name).ToArray()))];
    }

    private void Write(string path, IReadOnlyCollection<SafetensorsTensor> tensors)
    {
        using var stream = File.Create(_model[path]);
        SafetensorsWriter.Write(stream, tensors);
    }
}
