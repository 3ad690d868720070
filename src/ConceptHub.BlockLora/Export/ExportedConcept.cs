namespace ConceptHub.BlockLora;

/// <summary>The ways other tools spell an ordinary LoRA.</summary>
public enum LoraFormat
{
    /// <summary><c>lora_unet_….lora_down.weight</c> in one file: A1111, Forge, ComfyUI, SwarmUI, InvokeAI, kohya's own scripts.</summary>
    Kohya,

    /// <summary><c>unet.….lora_A.weight</c> in <c>pytorch_lora_weights.safetensors</c>: <c>load_lora_weights</c> of diffusers, and ComfyUI.</summary>
    Diffusers,

    /// <summary><c>base_model.model.….lora_A.weight</c> beside an <c>adapter_config.json</c>: <c>PeftModel.from_pretrained</c>.</summary>
    Peft,
}

/// <summary>A concept of an exported recipe, with what its line of the receipt says.</summary>
/// <param name="Strength">Folded into the weights.</param>
/// <param name="Name">As people know it.</param>
/// <param name="AdapterHash">SHA-256 of the adapter file, lower-case hex: which version this is.</param>
/// <param name="Version">Its number on the hub; null for a file that no hub has numbered.</param>
/// <param name="Licence">As its creator gave it.</param>
public sealed record ExportedConcept(ConceptAdapter Adapter, float Strength, string Name, string AdapterHash, int? Version = null, string? Licence = null, string? Author = null)
{
    /// <summary>As other programs can load it: rows and a trigger word (<see cref="ConceptAdapter.ToStandalone"/>).</summary>
    public ConceptAdapter Adapter { get; } = Adapter.ToStandalone();

    /// <summary>Decides the order of summation in a merged model, as ids of a recipe do everywhere.</summary>
    public Guid Id { get; init; }
}

/// <summary>How an export is written.</summary>
public sealed record LoraExportOptions
{
    public required LoraFormat Format { get; init; }

    /// <summary>F32 loses nothing; F16 and BF16 halve the file and round every number.</summary>
    public SafetensorsType Storage { get; init; } = SafetensorsType.F32;

    /// <summary>Default: the names of the concepts.</summary>
    public string? Title { get; init; }

    /// <summary>ModelSpec architecture of the base, for example <c>stable-diffusion-v1</c>; null when it has no registered name.</summary>
    public string? Architecture { get; init; }

    public DateTimeOffset? Date { get; init; }
}
