namespace ConceptHub.BlockLora;

/// <summary>Which part of a module's change a tensor is.</summary>
internal enum LoraPart { Down, Up, Alpha }

/// <summary>A tensor's name taken apart: <c>{module}.lora_down.weight</c> and its like (INTEROP.md 2, 3).</summary>
/// <param name="Adapter">PEFT's name of the adapter where the file has one, else empty.</param>
internal sealed record LoraKey(string Module, LoraPart Part, string Adapter, LoraGrammar Grammar)
{
    private static readonly (string Ending, LoraPart Part, LoraGrammar Grammar)[] Endings =
    [
        (".lora_down.weight", LoraPart.Down, LoraGrammar.Kohya), (".lora_up.weight", LoraPart.Up, LoraGrammar.Kohya),
        ("_lora.down.weight", LoraPart.Down, LoraGrammar.DiffusersFirst), ("_lora.up.weight", LoraPart.Up, LoraGrammar.DiffusersFirst),
        (".lora.down.weight", LoraPart.Down, LoraGrammar.DiffusersSecond), (".lora.up.weight", LoraPart.Up, LoraGrammar.DiffusersSecond),                              // UNet
        (".lora_linear_layer.down.weight", LoraPart.Down, LoraGrammar.DiffusersSecond), (".lora_linear_layer.up.weight", LoraPart.Up, LoraGrammar.DiffusersSecond),    // text encoder
        (".alpha", LoraPart.Alpha, LoraGrammar.Kohya),
    ];

    // What a file with such a tensor is, for files that say W + up · down is not all they mean.
    private static readonly (string Marker, string Kind)[] OtherKinds =
    [
        (".lora_mid.", "a LoCon with a middle matrix (lora_mid)"), (".dora_scale", "a DoRA (dora_scale)"), (".lora_magnitude_vector", "a DoRA (lora_magnitude_vector)"),
        (".hada_", "a LoHa (hada)"), (".lokr_", "a LoKr (lokr)"), (".oft_", "an OFT (oft)"), (".on_input", "an (IA)³ (on_input)"),
        (".lora_embedding_", "a LoRA of embedding tables (lora_embedding)"), (".diff", "a set of whole weight differences (diff)"), (".lora_B.bias", "a LoRA with biases (lora_B.bias)"),
    ];

    /// <summary>Null when the name is no part of an ordinary LoRA.</summary>
    public static LoraKey? Parse(string name)
    {
        foreach (var (ending, part, grammar) in Endings)
            if (name.EndsWith(ending, StringComparison.Ordinal)) return new LoraKey(name[..^ending.Length], part, "", grammar);
        return ParsePeft(name, ".lora_A", LoraPart.Down) ?? ParsePeft(name, ".lora_B", LoraPart.Up);
    }

    /// <summary>What the tensor makes of its file, when that is something other than an ordinary LoRA; else null.</summary>
    public static string? OtherKind(string name) => OtherKinds.FirstOrDefault(it => name.Contains(it.Marker, StringComparison.Ordinal)).Kind;

    // {module}.lora_A, .lora_A.weight, .lora_A.{adapter} or .lora_A.{adapter}.weight
    private static LoraKey? ParsePeft(string name, string marker, LoraPart part)
    {
        var at = name.LastIndexOf(marker, StringComparison.Ordinal);
        if (at <= 0 || OtherKind(name) is not null) return null;
        var rest = name[(at + marker.Length)..];
        if (rest.EndsWith(".weight", StringComparison.Ordinal)) rest = rest[..^".weight".Length];
        return rest is "" || rest[0] == '.' ? new LoraKey(name[..at], part, rest.TrimStart('.'), LoraGrammar.Peft) : null;
    }
}
