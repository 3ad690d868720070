using ConceptHub.Diffusion.Baselines;

namespace ConceptHub.Cli.Evaluate;

/// <summary>One way to train and merge, to be compared with the others.</summary>
/// <param name="Name">Stable, stands in results.</param>
/// <param name="Title">For tables.</param>
/// <param name="Source">Where the method is from.</param>
/// <param name="Rule">How changes become one; null is the product's own merge of blocks.</param>
internal sealed record Arm(string Name, string Title, string Source, AdapterFamily Family, Func<RecordedInputs, MergeRule>? Rule)
{
    /// <summary>What of the rule was chosen and may be chosen anew; empty for rules that have no such thing.</summary>
    public string Chosen { get; init; } = "";

    /// <summary>By what kept scores are known.</summary>
    public string Key => Name + Chosen;

    /// <summary>Trained with several seeds where the settings ask for it.</summary>
    public bool IsRepeated { get; init; }

    /// <summary>Whether the rule needs what layers are fed, which takes recording first.</summary>
    public bool NeedsInputs { get; init; }

    /// <summary>Whether the concepts of each merge are made quiet on each other first.</summary>
    public bool IsSettled { get; init; }

    /// <summary>Whether it merges in an instant: a formula over the adapters alone.</summary>
    public bool IsInstant { get; init; } = true;
}

/// <summary>All arms of SCIENCE.md 4.1.</summary>
internal static class KnownArms
{
    private const string Ours = "this project", Mix = "Gu et al. 2023, arXiv:2305.18292", Orthogonal = "Po et al. 2023, arXiv:2312.02432";

    public static IReadOnlyList<Arm> All { get; } =
    [
        new("default", "blocks + ROE + context words, one pool", Ours, Families.Default, Rule: null) { IsRepeated = true },
        new("settled", "the same, made quiet on each other", Ours, Families.Default, Rule: null) { IsSettled = true },
        new("pools", "blocks + ROE + context words, different pools", Ours, Families.Pools, Rule: null) { IsRepeated = true },
        new("settled-pools", "different pools, made quiet on each other", Ours, Families.Pools, Rule: null) { IsSettled = true },
        new("rows", "blocks + ROE", "Zhu et al. 2025, arXiv:2503.08575, as we read it", Families.Rows, Rule: null),
        new("words", "context words alone", "after Voynov et al. 2023, arXiv:2303.09522", Families.Words, Sum),
        new("hashed", "blocks + ROE, hashed", Ours, Families.Hashed, Sum),
        new("no-same-class", "blocks + ROE without same-class negatives", Ours, Families.NoSameClass, Rule: null),
        new("blocks", "blocks without ROE", "Zhu et al. 2025, arXiv:2503.08575, as we read it", Families.Blocks, Rule: null),
        new("blocks-words", "blocks + context words without ROE", "control", Families.BlocksWithWords, Rule: null),
        new("dense-roe", "dense + ROE", "as above", Families.DenseErased, Sum) { IsRepeated = true },
        new("naive", "LoRA, plain sum", "Hu et al. 2021, arXiv:2106.09685", Families.Lora, Sum) { IsRepeated = true },
        new("naive-long", "LoRA, plain sum, equal compute", "as above", Families.LoraLong, Sum),
        new("fedavg", "LoRA, FedAvg 1/n", Mix, Families.Lora, _ => new Average()),
        new("fedavg06", "LoRA, FedAvg 0.6", Orthogonal, Families.Lora, _ => new WeightedSum(0.6)),
        new("orthogonal", "Orthogonal Adaptation", Orthogonal, Families.Orthogonal, Sum) { IsRepeated = true },
        new("orthogonal06", "Orthogonal Adaptation, 0.6", Orthogonal, Families.Orthogonal, _ => new WeightedSum(0.6)),
        new("fusion", "LoRA, gradient fusion", Mix, Families.Lora, inputs => new GradientFusion(inputs.OfConcepts)) { NeedsInputs = true, IsInstant = false, Chosen = FormattableString.Invariant($"{GradientFusion.UsualDamping}") },
        new("ties", "LoRA, TIES", "Yadav et al. 2023, arXiv:2306.01708", Families.Lora, _ => new TiesMerge()),
        new("dare", "LoRA, DARE", "Yu et al. 2023, arXiv:2311.03099", Families.Lora, _ => new DareMerge()),
        new("dare-average", "LoRA, DARE 1/n", "as above", Families.Lora, _ => new DareMerge(weight: null)),
        new("niche", "LoRA + niche projection", Ours, Families.Lora, inputs => new NicheProjection(inputs.OfConceptsWholeText, inputs.OfOthers)) { NeedsInputs = true, IsInstant = false },
        new("embedding", "trigger word alone", "Gal et al. 2022, arXiv:2208.01618", Families.Embedding, Sum),
        new("dense-scaled", "LoRA scaled to the norm of dense + ROE", "control", Families.DenseScaled, Sum),
        new("blocks-scaled", "blocks without ROE scaled to the norm of the default", "control", Families.BlocksScaled, Sum),
    ];

    private static MergeRule Sum(RecordedInputs inputs) => new WeightedSum();

    /// <exception cref="Shell.CannotRunException">There is no such arm.</exception>
    public static IReadOnlyList<Arm> Named(IReadOnlyList<string>? names)
    {
        if (names is null) return All;
        if (names.FirstOrDefault(n => All.All(a => a.Name != n)) is { } unknown)
            throw new Shell.CannotRunException($"There is no arm '{unknown}'; there are {string.Join(", ", All.Select(a => a.Name))}.");
        return [.. All.Where(a => names.Contains(a.Name))];
    }
}
