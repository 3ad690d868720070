using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Pipelines;

namespace ConceptHub.Diffusion.Adapters;

/// <summary>A word of prompts with vectors of its own, beside the text encoder's table.</summary>
/// <param name="Trigger">Without brackets; stands in prompts as <c>&lt;trigger&gt;</c>.</param>
/// <param name="Vectors">What the text encoder reads where the trigger stands.</param>
public sealed record LearnedWord(string Trigger, TokenEmbedding Vectors)
{
    /// <summary>What a prompt with the trigger adds to cross-attention; null adds nothing.</summary>
    public ContextWords? Context { get; init; }

    /// <summary>How much <see cref="Context"/> is attended to; 1 is as trained, 0 not at all.</summary>
    public float Strength { get; init; } = 1;

    /// <summary>The part of the picture that attends to the word, to the class word behind it and to <see cref="Context"/>; null is all of it.</summary>
    public PictureBox? Region { get; init; }

    /// <summary>What stands behind the trigger in prompts; empty for none.</summary>
    public string ClassWord { get; init; } = "";
}

/// <summary>Something that is merged into the base's weights with a strength: 1 is as trained, 0 leaves the weights alone.</summary>
/// <param name="Id">Decides the order of summation; the same part keeps its id from recipe to recipe.</param>
public abstract record MergePart(Guid Id, float Strength)
{
    /// <summary>What the part adds to the words of prompts, at any strength; null when nothing.</summary>
    public abstract LearnedWord? Word { get; }
}

/// <summary>One concept of a recipe: rows of its blocks, and words for the prompts that call it.</summary>
public sealed record RecipePart(Guid Id, ConceptAdapter Adapter, float Strength) : MergePart(Id, Strength)
{
    /// <summary>Where in the picture its words are heard; null is everywhere. Its rows are in the weights everywhere.</summary>
    public PictureBox? Region { get; init; }

    public override LearnedWord Word => new(Adapter.TriggerWord, Adapter.TokenEmbedding) { Context = Adapter.ContextWords, Strength = Strength, Region = Region, ClassWord = Adapter.ClassWord };
}

/// <summary>A LoRA of the ordinary kind: any rows of any layers.</summary>
public sealed record LoraPart(Guid Id, OrdinaryLora Lora, float Strength) : MergePart(Id, Strength)
{
    /// <summary>The embedding that belongs to the LoRA, where it was trained with one; null by default.</summary>
    public LearnedWord? Embedding { get; init; }

    public override LearnedWord? Word => Embedding;
}
