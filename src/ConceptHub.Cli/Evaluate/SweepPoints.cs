using ConceptHub.Diffusion.Baselines;
using ConceptHub.Diffusion.Training;

namespace ConceptHub.Cli.Evaluate;

/// <summary>One setting, changed while all others stay.</summary>
/// <param name="Setting">What is changed.</param>
/// <param name="Value">To what; the product's or baseline's own is marked in tables.</param>
internal sealed record SweepPoint(string Setting, string Value, Arm Arm, bool IsOwn);

/// <summary>Everything that <c>evaluate sweep</c> tries: the product's settings around its defaults, and each baseline's own.</summary>
internal static class SweepPoints
{
    private static readonly TrainingVariant Product = new();
    private static readonly ConceptTrainingSettings Trained = new() { TriggerWord = "", ClassWord = "", Kind = BlockLora.ConceptKind.Person, ConceptNumber = 0 };

    public static IReadOnlyList<SweepPoint> All { get; } =
    [
        .. new[] { 4, 8, 16, 32, 64 }.Select(k => Ours("blocks", $"{k}", Families.Default with { Variant = Product with { Blocks = k == 16 ? null : k } })),
        .. Enum.GetValues<RowLayout>().Select(layout => Ours("layout", $"{layout}", Families.Default with { Variant = Product with { Layout = layout } })),
        .. Enum.GetValues<LayerChoice>().Select(layers => Ours("layers", $"{layers}", Families.Default with { Variant = Product with { Layers = layers } })),
        .. new[] { EraseForms.None, EraseForms.Branch, EraseForms.Function, EraseForms.Drop, EraseForms.Branch | EraseForms.Function, EraseForms.Branch | EraseForms.Function | EraseForms.Drop }
            .Select(erase => Ours("erasure", Name(erase), Families.Default with { Variant = Product with { Erase = erase } })),
        .. new[] { 1.0, 3, 6, 12 }.Select(weight => Ours("erase weight", Number(weight), Families.Default with { EraseWeight = weight == Trained.EraseWeight ? null : weight })),
        .. new[] { 4.0, 16, 40 }.Select(decay => Theirs("weight decay", Number(decay), Families.Strangers with { WeightDecay = decay == Trained.WeightDecay ? null : decay }, decay == Trained.WeightDecay, new WeightedSum())),   // who knows nobody
        .. new[] { 0.2, 1 / 3.0, 0.5 }.Select(share => Ours("foreign share", Number(share), Families.Default with { Variant = Product with { ForeignShare = share } })),
        .. new[] { true, false }.Select(same => Ours("same-class negatives", same ? "yes" : "no", Families.Default with { Variant = Product with { HasSameClassNegatives = same } })),
        .. new int?[] { 2, 4, 8, null }.Select(rank => Ours("rank", rank is null ? "whole" : $"{rank}", Families.Default with { Rank = rank })),
        .. new[] { 1e-3, 2e-3, 5e-3, 1e-2 }.Select(rate => Ours("learning rate", Number(rate), Families.Default with { LearningRate = rate == Trained.LearningRate ? null : rate })),
        .. new[] { 5e-4, 1e-3, 2e-3, 4e-3 }.Select(rate => Theirs("LoRA: learning rate", Number(rate), Families.Lora with { LearningRate = rate }, Families.Lora.LearningRate == rate, new WeightedSum())),
        .. new[] { 5e-4, 1e-3, 2e-3, 4e-3 }.Select(rate => Theirs("dense + ROE: learning rate", Number(rate), Families.DenseErased with { LearningRate = rate }, Families.DenseErased.LearningRate == rate, new WeightedSum())),
        .. new[] { 1e-3, 2e-3, 4e-3, 8e-3 }.Select(rate => Theirs("Orthogonal Adaptation: learning rate", Number(rate), Families.Orthogonal with { LearningRate = rate }, Families.Orthogonal.LearningRate == rate, new WeightedSum())),
        .. new[] { 0.2, 0.4, 0.6, 0.8, 1 }.Select(factor => Theirs("LoRA: strength of the sum", Number(factor), Families.Lora, factor == 1, new WeightedSum(factor))),
        .. new[] { 0.2, 0.5, 0.8 }.Select(density => Theirs("TIES: density", Number(density), Families.Lora, density == 0.5, new TiesMerge(density))),
        .. new[] { 1, 2.0 }.Select(weight => Theirs("TIES: weight", Number(weight), Families.Lora, weight == 1, new TiesMerge(weight: weight))),
        .. new[] { 0.2, 0.5, 0.8 }.Select(density => Theirs("DARE: density", Number(density), Families.Lora, density == 0.5, new DareMerge(density))),
        .. new[] { 1e-4, 1e-3, 1e-2, 1e-1, 1 }.Select(damping => Recorded("gradient fusion: damping", Number(damping), damping == GradientFusion.UsualDamping, inputs => new GradientFusion(inputs.OfConcepts, damping))),
        .. new[] { 5e-4, 1e-3, 2e-3, 4e-3 }.Select(rate => Point("gradient fusion: learning rate", Number(rate), Families.Lora with { LearningRate = rate }, Families.Lora.LearningRate == rate, inputs => new GradientFusion(inputs.OfConcepts))),
        .. new[] { 0.01, 0.1, 1 }.Select(weight => Recorded("niche projection: weight", Number(weight), weight == 0.1, inputs => new NicheProjection(inputs.OfConceptsWholeText, inputs.OfOthers, weight))),
    ];

    private static SweepPoint Ours(string setting, string value, AdapterFamily family) => Theirs(setting, value, family, family == Families.Default, new WeightedSum());

    private static SweepPoint Theirs(string setting, string value, AdapterFamily family, bool isOwn, MergeRule rule) => Point(setting, value, family, isOwn, _ => rule);

    private static SweepPoint Recorded(string setting, string value, bool isOwn, Func<RecordedInputs, MergeRule> rule) => Point(setting, value, Families.Lora, isOwn, rule);

    private static SweepPoint Point(string setting, string value, AdapterFamily family, bool isOwn, Func<RecordedInputs, MergeRule> rule)
    {
        var name = new string([.. $"{setting}-{value}".ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-')]);
        return new SweepPoint(setting, value, new Arm(name, $"{setting} {value}", "", family == Families.Default || family == Families.Lora ? family : family with { Name = name }, rule), isOwn);
    }

    private static string Name(EraseForms erase) => erase switch
    {
        EraseForms.None => "none",
        _ => string.Join(" + ", new[] { (EraseForms.Branch, "R1"), (EraseForms.Function, "R2"), (EraseForms.Drop, "R3") }.Where(f => erase.HasFlag(f.Item1)).Select(f => f.Item2)),
    };

    private static string Number(double value) => FormattableString.Invariant($"{value:0.####}");
}
