namespace ConceptHub.BlockLora;

/// <summary>What a LoRA and its embedding must fit: one base model.</summary>
/// <param name="Targets">Layers that a LoRA may change.</param>
/// <param name="TextWidth">Width of the vectors of words.</param>
public sealed record LoraFit(LoraTargets Targets, int TextWidth);
