using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Text;

namespace ConceptHub.Diffusion.Importing;

/// <summary>An ordinary LoRA as the concept that it shows.</summary>
public sealed record LoraConcept
{
    /// <summary>The LoRA at the strength to import; with its embedding, where it was trained with one.</summary>
    public required LoraPart Part { get; init; }

    /// <summary>Without brackets.</summary>
    public required string TriggerWord { get; init; }

    /// <summary>A word of the base model for what the concept is one of.</summary>
    public required string ClassWord { get; init; }

    public required ConceptKind Kind { get; init; }

    /// <summary>What prompts for the LoRA call the concept; empty for a LoRA that needs no word. Default: the trigger word. Ignored when there is an embedding.</summary>
    public string? Words { get; init; }

    /// <summary>How prompts name it here.</summary>
    public string Phrase => $"{TriggerWords.InPrompt(TriggerWord)} {ClassWord}";

    /// <summary>How prompts name it to the LoRA.</summary>
    public string LoraPhrase => Part.Embedding is null ? $"{Words ?? TriggerWord} {ClassWord}".Trim() : Phrase;
}
