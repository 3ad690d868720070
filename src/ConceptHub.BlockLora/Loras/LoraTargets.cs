namespace ConceptHub.BlockLora;

/// <summary>A layer of a base model that a LoRA may change.</summary>
/// <param name="Path">Begins with <c>unet.</c> or <c>text_encoder.</c>, the rest as in the checkpoint.</param>
/// <param name="WeightShape">[outputs, inputs], or [outputs, inputs, kernel height, kernel width].</param>
public sealed record LoraTarget(string Path, IReadOnlyList<long> WeightShape);

/// <summary>
/// The layers of one base model by every name that LoRA files give them. Kohya's names put underscores for dots, which cannot be
/// undone without knowing the model: <c>to_out_0</c> is <c>to_out.0</c>, but <c>time_emb_proj</c> has no dot.
/// </summary>
public sealed class LoraTargets
{
    internal const string UNet = "unet.", TextEncoder = "text_encoder.";

    private readonly Dictionary<string, LoraTarget> _byPath;
    private readonly ILookup<string, LoraTarget> _byKohyaName;

    public LoraTargets(IEnumerable<LoraTarget> targets)
    {
        _byPath = targets.ToDictionary(t => t.Path, StringComparer.Ordinal);
        _byKohyaName = _byPath.Values.ToLookup(t => KohyaName(t.Path), StringComparer.Ordinal);
    }

    public int Count => _byPath.Count;

    /// <summary><c>unet.mid_block.resnets.0.conv1</c> to <c>lora_unet_mid_block_resnets_0_conv1</c>, the text encoder's to <c>lora_te_…</c>.</summary>
    public static string KohyaName(string path) => path.StartsWith(TextEncoder, StringComparison.Ordinal)
        ? "lora_te_" + path[TextEncoder.Length..].Replace('.', '_')
        : "lora_unet_" + path[UNet.Length..].Replace('.', '_');

    /// <summary>The layers that a file's module name may mean: none, one, or for a name of kohya's possibly several.</summary>
    internal IEnumerable<LoraTarget> Find(string module)
    {
        if (module.StartsWith("lora_te1_", StringComparison.Ordinal)) module = "lora_te_" + module["lora_te1_".Length..];
        if (_byKohyaName.Contains(module)) return _byKohyaName[module];
        return Spellings(module).SelectMany(path => new[] { path, UNet + path, TextEncoder + path })
            .Select(path => _byPath.GetValueOrDefault(path)).OfType<LoraTarget>().Take(1);
    }

    // PEFT wraps the model; diffusers' first generation stood in an attention's processor and called every attention's layers as the UNet's are.
    private static IEnumerable<string> Spellings(string module)
    {
        var plain = module.Replace("base_model.model.", "", StringComparison.Ordinal).Replace(".processor.", ".", StringComparison.Ordinal);
        yield return plain;
        if (plain.EndsWith(".to_out", StringComparison.Ordinal)) yield return plain + ".0";
        const string Attention = ".self_attn.to_";
        var cut = plain.IndexOf(Attention, StringComparison.Ordinal);
        if (cut > 0) yield return $"{plain[..cut]}.self_attn.{plain[(cut + Attention.Length)..]}_proj";
    }
}
