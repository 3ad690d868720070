namespace ConceptHub.Cli.Evaluate;

/// <summary>How much an evaluation does. They ask the same questions with more or less certainty.</summary>
internal sealed record EvaluationSettings(string Name)
{
    /// <summary>Prompts of each concept, spread evenly over its twenty.</summary>
    public int Prompts { get; init; } = 20;

    public int Seeds { get; init; } = 8;

    public int SamplingSteps { get; init; } = 20;

    public float GuidanceScale { get; init; } = 2;

    /// <summary>Noisy pictures of each concept on which predicted noise is compared.</summary>
    public int Probes { get; init; } = 32;

    /// <summary>Prompts about none of the concepts, the empty one included.</summary>
    public int DriftPrompts { get; init; } = 100;

    /// <summary>Null: as many as the product trains.</summary>
    public int? TrainingSteps { get; init; }

    /// <summary>Trainings with different seeds of the arms that matter most; one of all others.</summary>
    public int TrainingSeeds { get; init; } = 1;

    public IReadOnlyList<int> Counts { get; init; } = [3, 5, 10, 15];

    public int RandomSets { get; init; } = 5;

    /// <summary>Null: all.</summary>
    public IReadOnlyList<string>? Arms { get; init; }

    /// <summary>Adapters that come with the repository are used instead of trained.</summary>
    public bool UsesShipped { get; init; }

    public int PicturesPerConcept => Prompts * Seeds;

    public static EvaluationSettings Full { get; } = new("full") { TrainingSeeds = 3 };

    public static EvaluationSettings Core { get; } = new("core")
    {
        Prompts = 8,
        Seeds = 2,
        SamplingSteps = 12,
        TrainingSteps = 160,
        Counts = [5, 15],
        RandomSets = 1,
        Arms = ["default", "settled", "pools", "settled-pools", "rows", "words", "blocks", "blocks-words", "dense-roe", "naive", "fedavg", "fedavg06", "orthogonal", "fusion", "ties", "dare", "niche", "dense-scaled", "blocks-scaled"],
    };

    /// <summary>What a fresh hub shows, asked everything, beside methods that merge ordinary adapters; those that do not come with the repository are trained.</summary>
    public static EvaluationSettings Shipped { get; } = new("shipped") { SamplingSteps = 12, RandomSets = 2, Arms = ["default", "naive", "fedavg", "fedavg06", "orthogonal06", "fusion", "ties", "dare", "niche"], TrainingSteps = 160, UsesShipped = true };

    public static EvaluationSettings Quick { get; } = new("quick")
    {
        Prompts = 4,
        Seeds = 1,
        SamplingSteps = 8,
        Probes = 8,
        DriftPrompts = 25,
        TrainingSteps = 15,   // only where the shipped adapters do not fit the model
        Counts = [15],
        Arms = ["default", "naive", "fedavg"],
        UsesShipped = true,
    };
}
