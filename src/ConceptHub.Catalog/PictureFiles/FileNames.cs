namespace ConceptHub.Catalog;

/// <summary>Names of model files as other programs write them.</summary>
internal static class FileNames
{
    private static readonly string[] Endings = [".safetensors", ".ckpt", ".pt", ".pth", ".bin", ".gguf", ".sft"];

    /// <summary>Without folders, whichever slash parts them, and without the ending.</summary>
    public static string Plain(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..].Trim();
        return Endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } found ? name[..^found.Length] : name;
    }
}
