namespace ConceptHub.Diffusion.Training;

/// <summary>Which rows a training may change.</summary>
public enum RowChoice
{
    /// <summary>The block that the reserved number's codeword names at each site.</summary>
    Reserved,

    /// <summary>At each site a block by the hash of the trigger word: nobody coordinates.</summary>
    Hashed,

    /// <summary>All rows: ordinary LoRA.</summary>
    Whole,

    /// <summary>None: the trigger word's vector alone is learnt.</summary>
    None,
}

/// <summary>Which of a layer's rows make up a block.</summary>
public enum RowLayout
{
    /// <summary>Neighbours, the product's choice.</summary>
    Contiguous,

    /// <summary>Every K-th row: a few channels of every attention head.</summary>
    Strided,

    /// <summary>Neighbours after a fixed public shuffle of the layer's rows.</summary>
    Permuted,
}

/// <summary>Which layers a training may change.</summary>
public enum LayerChoice
{
    /// <summary>Every layer of the block plan.</summary>
    All,

    /// <summary>Keys and values of cross-attention, whose inputs are text alone.</summary>
    KeyValue,
}

/// <summary>Readings of Randomized Output Erasure (SCIENCE.md 1.3); several may be summed.</summary>
[Flags]
public enum EraseForms
{
    None = 0,

    /// <summary>R1: each branch is silent on foreign inputs.</summary>
    Branch = 1,

    /// <summary>R2: the whole network answers foreign inputs as the base does.</summary>
    Function = 2,

    /// <summary>R3: on the concept's own inputs branches are left out by chance.</summary>
    Drop = 4,
}

/// <summary>What a training may change and how it is kept silent elsewhere. The product trains the default; all else is for comparison with it.</summary>
public sealed record TrainingVariant
{
    public RowChoice Rows { get; init; } = RowChoice.Reserved;

    /// <summary>K, a power of two; null takes the base model's plan. Ignored for whole layers.</summary>
    public int? Blocks { get; init; }

    public RowLayout Layout { get; init; } = RowLayout.Contiguous;

    public LayerChoice Layers { get; init; } = LayerChoice.All;

    /// <summary>A is a part of a public orthogonal basis and stays as it is (<see cref="Baselines.OrthogonalBasis"/>).</summary>
    public bool HasOrthogonalInputs { get; init; }

    /// <summary>The trigger word's vector is the one reserved with the number (<see cref="ReservedTriggers"/>); else it is learnt.</summary>
    public bool HasReservedTrigger { get; init; } = true;

    /// <summary>Changes are learnt in coordinates in which foreign inputs look alike (<see cref="ForeignWhitening"/>).</summary>
    public bool HasWhitenedInputs { get; init; } = true;

    /// <summary>Calling the concept adds words of its own to cross-attention (<see cref="TrainedContext"/>).</summary>
    public bool HasContextWords { get; init; } = true;

    public EraseForms Erase { get; init; } = EraseForms.Function;

    /// <summary>Foreign samples of all samples of a step, 0 to below 1.</summary>
    public double ForeignShare { get; init; } = 1 / 3.0;

    /// <summary>Whether captions of the concept's own class are among the foreign ones.</summary>
    public bool HasSameClassNegatives { get; init; } = true;
}
