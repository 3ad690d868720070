using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>One concept of a recipe. Strength 1 is as trained, 0 leaves the weights alone; the trigger word works either way.</summary>
public sealed record RecipePart(Guid ConceptId, ConceptAdapter Adapter, float Strength);
