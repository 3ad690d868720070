using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>Something that is merged into the base's weights with a strength: 1 is as trained, 0 leaves the weights alone.</summary>
/// <param name="Id">Decides the order of summation; the same part keeps its id from recipe to recipe.</param>
public abstract record MergePart(Guid Id, float Strength);

/// <summary>One concept of a recipe: rows of its blocks alone. Its trigger word works at any strength.</summary>
public sealed record RecipePart(Guid Id, ConceptAdapter Adapter, float Strength) : MergePart(Id, Strength);

/// <summary>A LoRA of the ordinary kind: any rows of any layers.</summary>
public sealed record LoraPart(Guid Id, OrdinaryLora Lora, float Strength) : MergePart(Id, Strength);
