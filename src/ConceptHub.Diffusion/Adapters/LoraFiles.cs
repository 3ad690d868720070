using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>Ordinary LoRAs on disk: one file, or the folder that PEFT and diffusers write.</summary>
public static class LoraFiles
{
    private const string Config = "adapter_config.json";
    private static readonly string[] Names = ["adapter_model.safetensors", "pytorch_lora_weights.safetensors"];

    /// <summary>Reads a file or folder that may be anything.</summary>
    /// <param name="path">A safetensors file (a PEFT file's config is looked for beside it), or a folder with one of the usual names in it.</param>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static LoraReading Inspect(AdaptableWeights weights, string path)
    {
        var file = Directory.Exists(path) ? Names.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists) : path;
        if (file is null) throw new FileNotFoundException($"'{path}' is a folder without {string.Join(" or ", Names)}.");
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, Config);
        var config = Path.GetFileName(file) == Names[0] && File.Exists(beside) ? File.ReadAllText(beside) : null;
        using var stream = File.OpenRead(file);
        return LoraFile.Inspect(stream, weights.Targets, config);
    }
}
