namespace ConceptHub.Engine;

/// <summary>What an export makes.</summary>
public enum ExportFormat
{
    /// <summary>One LoRA file for A1111, Forge, ComfyUI, SwarmUI, InvokeAI.</summary>
    Kohya,

    /// <summary>For <c>load_lora_weights</c> of diffusers.</summary>
    Diffusers,

    /// <summary>For <c>PeftModel.from_pretrained</c>.</summary>
    Peft,

    /// <summary>The whole merged model as a diffusers folder whose prompts know the trigger words.</summary>
    Model,
}

/// <summary>A recipe to be written for other tools, with all that its receipt says.</summary>
public sealed record ExportRequest
{
    public required ExportFormat Format { get; init; }
    public required string BaseModelHash { get; init; }
    public required IReadOnlyList<ExportPart> Parts { get; init; }

    /// <summary>Name of the export, for people.</summary>
    public required string Title { get; init; }

    /// <summary>The same as a file name, without ending.</summary>
    public required string FileName { get; init; }

    /// <summary>Address of the saved recipe; null when it was never saved.</summary>
    public string? Recipe { get; init; }
    public required string ExportedBy { get; init; }

    /// <summary>Sentences: what may be done with the result.</summary>
    public required IReadOnlyList<string> Terms { get; init; }
    public required DateTimeOffset Date { get; init; }
}

/// <summary>A concept of an exported recipe.</summary>
/// <param name="Adapter">Its file and strength.</param>
/// <param name="Version">Its number on the hub.</param>
/// <param name="Licence">In words.</param>
/// <param name="Author">Who published it.</param>
public sealed record ExportPart(RecipeAdapter Adapter, int Version, string Licence, string Author);
