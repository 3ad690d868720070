using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Cli.Evaluate;

/// <summary>Which concept numbers a family's concepts get.</summary>
internal enum NumberChoice
{
    /// <summary>One pool after the other, filled up: no two of a pool share a block.</summary>
    OnePool,

    /// <summary>By chance, no two of one pool: strangers on a marketplace.</summary>
    DifferentPools,
}

/// <summary>Adapters trained alike, one for each concept; several arms may merge the same ones.</summary>
internal sealed record AdapterFamily(string Name)
{
    // Without whitened inputs nothing decays; what the product is set to must not make such adapters unknown.
    private const double Unheeded = 4;

    public TrainingVariant Variant { get; init; } = new();

    public NumberChoice Numbers { get; init; } = NumberChoice.OnePool;

    /// <summary>Null takes the product's.</summary>
    public double? LearningRate { get; init; }

    public int? Rank { get; init; }

    public double? EraseWeight { get; init; }

    public double? WeightDecay { get; init; }

    /// <summary>Its trainings hear the words of the development concepts, as a member's hears those of whoever published before.</summary>
    public bool HearsStrangers { get; init; }

    /// <summary>Of the usual number of steps.</summary>
    public double StepsFactor { get; init; } = 1;

    /// <summary>Set: not trained, but this family's adapters scaled to the norm of <see cref="NormOf"/>'s, concept by concept.</summary>
    public AdapterFamily? ScaledFrom { get; init; }

    public AdapterFamily? NormOf { get; init; }

    /// <summary>The family itself, or what it is made of.</summary>
    public IEnumerable<AdapterFamily> Trained => ScaledFrom is null ? [this] : [ScaledFrom, NormOf!];

    /// <summary>Whether the product's own merge can take its adapters.</summary>
    public bool FitsPlan => ScaledFrom is null && Variant is { Rows: RowChoice.Reserved, Blocks: null, Layout: RowLayout.Contiguous, Layers: LayerChoice.All };

    /// <summary>The number of the concept at a place of the list.</summary>
    public int NumberOf(int place, BlockPlan plan)
    {
        var codebook = new Codebook(Variant.Blocks ?? plan.Blocks, plan.Sites.Count);
        if (Numbers == NumberChoice.OnePool) return place;
        var pools = Enumerable.Range(0, codebook.PoolCount).ToArray();
        var random = new Random(77);
        random.Shuffle(pools);
        var lowest = Enumerable.Range(0, place + 1).Select(_ => random.Next(codebook.Blocks)).Last();
        return pools[place] * codebook.Blocks + lowest;
    }

    public ConceptTrainingSettings Settings(ConceptTrainingSettings product, int steps) => product with
    {
        Steps = (int)Math.Round(steps * StepsFactor),
        LearningRate = LearningRate ?? product.LearningRate,
        Rank = Rank ?? product.Rank,
        EraseWeight = EraseWeight ?? product.EraseWeight,
        WeightDecay = WeightDecay ?? (Variant.HasWhitenedInputs ? product.WeightDecay : Unheeded),
    };
}
