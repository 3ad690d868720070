using ConceptHub.Diffusion.Training;

namespace ConceptHub.Cli.Evaluate;

/// <summary>The families of the arms. Rates of LoRA and of dense + ROE are the best of four that <c>evaluate sweep</c> tried on the development concepts (docs/evaluation/sweep.md); Orthogonal Adaptation has that of LoRA.</summary>
internal static class Families
{
    private const int DenseRank = 8;
    private const double DenseRate = 4e-3, OrthogonalRate = 4e-3;

    // Without words of their own, rows have all to say: erased as lightly as the product's rows for other programs.
    private const double AloneErase = 2, AloneDecay = 1;
    private static readonly TrainingVariant NoErasure = new() { HasContextWords = false, Erase = EraseForms.None, HasWhitenedInputs = false, HasReservedTrigger = false };
    private static readonly TrainingVariant Dense = new() { HasContextWords = false, Rows = RowChoice.Whole, Erase = EraseForms.None, HasWhitenedInputs = false, HasReservedTrigger = false };

    public static AdapterFamily Default { get; } = new("default") { HearsStrangers = true };

    /// <summary>The development concepts that others hear of; they themselves knew nobody.</summary>
    public static AdapterFamily Strangers { get; } = new("strangers");

    public static AdapterFamily Pools { get; } = new("pools") { HearsStrangers = true, Numbers = NumberChoice.DifferentPools };

    /// <summary>The paper's two parts alone: blocks and erasure.</summary>
    public static AdapterFamily Rows { get; } = new("rows") { Variant = new TrainingVariant { HasContextWords = false }, EraseWeight = AloneErase, WeightDecay = AloneDecay };

    public static AdapterFamily Words { get; } = new("words") { Variant = NoErasure with { Rows = RowChoice.None, HasReservedTrigger = true, HasContextWords = true } };

    public static AdapterFamily Hashed { get; } = new("hashed") { HearsStrangers = true, Variant = new TrainingVariant { Rows = RowChoice.Hashed } };

    public static AdapterFamily NoSameClass { get; } = new("no-same-class") { HearsStrangers = true, Variant = new TrainingVariant { HasSameClassNegatives = false } };

    public static AdapterFamily Blocks { get; } = new("blocks") { Variant = NoErasure };

    /// <summary>The default without any form of erasure: what words alone do for rows.</summary>
    public static AdapterFamily BlocksWithWords { get; } = new("blocks-words") { Variant = NoErasure with { HasContextWords = true, HasReservedTrigger = true } };

    public static AdapterFamily DenseErased { get; } = new("dense-roe") { Variant = new TrainingVariant { HasContextWords = false, Rows = RowChoice.Whole }, Rank = DenseRank, LearningRate = DenseRate, EraseWeight = AloneErase, WeightDecay = AloneDecay };

    public static AdapterFamily Lora { get; } = new("lora") { Variant = Dense, Rank = DenseRank, LearningRate = DenseRate };

    /// <summary>As many passes through the network as erasure costs.</summary>
    public static AdapterFamily LoraLong { get; } = Lora with { Name = "lora-long", StepsFactor = 1.5 };

    public static AdapterFamily Orthogonal { get; } = new("orthogonal") { Variant = Dense with { HasOrthogonalInputs = true }, Rank = DenseRank, LearningRate = OrthogonalRate };

    public static AdapterFamily Embedding { get; } = new("embedding") { Variant = NoErasure with { Rows = RowChoice.None } };

    public static AdapterFamily DenseScaled { get; } = new("dense-scaled") { ScaledFrom = Lora, NormOf = DenseErased };

    public static AdapterFamily BlocksScaled { get; } = new("blocks-scaled") { ScaledFrom = Blocks, NormOf = Default };
}
