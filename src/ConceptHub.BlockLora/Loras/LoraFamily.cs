namespace ConceptHub.BlockLora;

/// <summary>Which well-known base model a LoRA was made for, as far as its tensors tell: what to say when it does not fit.</summary>
public static class LoraFamily
{
    // Width of the text that cross attention reads, which differs from family to family.
    private static readonly Dictionary<long, string> ByTextWidth = new() { [768] = "Stable Diffusion 1.x", [1024] = "Stable Diffusion 2.x", [2048] = "Stable Diffusion XL" };

    /// <returns>Null when the tensors are of no family known here.</returns>
    public static string? Of(SafetensorsHeader header) => header.Tensors.Values
        .Where(tensor => LoraKey.Parse(tensor.Name) is { Part: LoraPart.Down } key && ReadsText(key.Module) && tensor.Shape.Count >= 2)
        .Select(tensor => ByTextWidth.GetValueOrDefault(tensor.Shape[1])).FirstOrDefault(family => family is not null);

    private static bool ReadsText(string module) => module.Contains("attn2", StringComparison.Ordinal)
        && (module.EndsWith("to_k", StringComparison.Ordinal) || module.EndsWith("to_v", StringComparison.Ordinal));
}
