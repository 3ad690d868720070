using ConceptHub.BlockLora;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>A word of prompts with vectors of its own, beside the text encoder's table.</summary>
/// <param name="Trigger">Without brackets; stands in prompts as <c>&lt;trigger&gt;</c>.</param>
public sealed record LearnedWord(string Trigger, TokenEmbedding Vectors);

/// <summary>Something that is merged into the base's weights with a strength: 1 is as trained, 0 leaves the weights alone.</summary>
/// <param name="Id">Decides the order of summation; the same part keeps its id from recipe to recipe.</param>
public abstract record MergePart(Guid Id, float Strength)
{
    /// <summary>What the part adds to the words of prompts, at any strength; null when nothing.</summary>
    public abstract LearnedWord? Word { get; }
}

/// <summary>One concept of a recipe: rows of its blocks alone.</summary>
public sealed record RecipePart(Guid Id, ConceptAdapter Adapter, float Strength) : MergePart(Id, Strength)
{
    public override LearnedWord Word => new(Adapter.TriggerWord, Adapter.TokenEmbedding);
}

/// <summary>A LoRA of the ordinary kind: any rows of any layers.</summary>
public sealed record LoraPart(Guid Id, OrdinaryLora Lora, float Strength) : MergePart(Id, Strength)
{
    /// <summary>The embedding that belongs to the LoRA, where it was trained with one; null by default.</summary>
    public LearnedWord? Embedding { get; init; }

    public override LearnedWord? Word => Embedding;
}
