namespace ConceptHub.BlockLora;

/// <summary>The change of one layer: its weight, as [outputs, inputs · kernel height · kernel width], gets <c>scale · up · down</c> added.</summary>
/// <param name="Path">Module of the base model in diffusers' spelling, for example <c>unet.mid_block.attentions.0.proj_in</c>.</param>
/// <param name="WeightShape">Shape of the base weight: [outputs, inputs], or [outputs, inputs, kernel height, kernel width] of a convolution.</param>
/// <param name="Down">[rank, inputs · kernel height · kernel width], row-major.</param>
/// <param name="Up">[outputs, rank], row-major.</param>
/// <param name="Scale">alpha / rank, or alpha / √rank for rank-stabilised LoRA; not folded into the matrices.</param>
public sealed record LoraModule(string Path, int Rank, IReadOnlyList<long> WeightShape, float[] Down, float[] Up, float Scale);

/// <summary>How a file names its matrices (INTEROP.md 2, 3).</summary>
public enum LoraGrammar
{
    /// <summary><c>lora_unet_….lora_down.weight</c>: sd-scripts, and most of what is shared.</summary>
    Kohya,

    /// <summary><c>….processor.to_q_lora.down.weight</c>.</summary>
    DiffusersFirst,

    /// <summary><c>….to_q.lora.down.weight</c>.</summary>
    DiffusersSecond,

    /// <summary><c>….lora_A.weight</c>: PEFT itself, and diffusers since it uses PEFT.</summary>
    Peft,
}

/// <summary>A LoRA as other tools make it: any layers of UNet and text encoder, any rows of them.</summary>
public sealed record OrdinaryLora
{
    /// <summary>One entry for each changed layer, in the order of paths.</summary>
    public required IReadOnlyList<LoraModule> Modules { get; init; }

    /// <summary>What the file says of itself (<c>modelspec.*</c>, <c>ss_*</c>); a stranger's words.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Of the file it was read from.</summary>
    public LoraGrammar Grammar { get; init; }
}
