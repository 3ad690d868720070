using ConceptHub.Diffusion.Evaluation;
using static ConceptHub.Cli.Evaluate.Report.Figures;

namespace ConceptHub.Cli.Evaluate.Report;

/// <summary>One of the hypotheses that were fixed before anything was measured (SCIENCE.md 4.5), with its answer.</summary>
/// <param name="Answer">yes, no or undecided.</param>
internal sealed record Hypothesis(string Name, string Claim, string Answer, string Figures);

internal sealed class Hypotheses(ScoreTable table)
{
    private const string Yes = "yes", No = "no", Undecided = "undecided", NotMeasured = "not measured here";
    private readonly int _most = table.Counts.Count == 0 ? 0 : table.Counts[^1];

    public IReadOnlyList<Hypothesis> All =>
    [
        Ask("H1", "Plain sum and FedAvg lose retention with every further concept; at 15 FedAvg has the lowest identity.", Lose, "naive", "fedavg"),
        Ask("H2", "Erasure cuts crosstalk and drift to a fifth or less at equal identity of single concepts (within 3 %).", Erasure, "default", "blocks-words"),
        Ask("H3", "Blocks keep more identity than dense adapters with the same erasure.", BlocksBeatDense, "default", "dense-roe"),
        Ask("H4", "A sixteenth of the rows keeps at least 95 % of the identity that dense adapters reach alone.", Capacity, "blocks", "naive"),
        Ask("H5", "Concepts of different pools are within 3 points of one pool, although they share blocks.", Marketplace, "default", "pools"),
        Ask("H6", "Gradient fusion is as good within the noise, and takes at least 100 times as long.", Fusion, "default", "fusion"),
        Ask("H7", "Without captions of the concept's own class among the foreign ones crosstalk at least doubles.", SameClass, "default", "no-same-class"),
    ];

    private Hypothesis Ask(string name, string claim, Func<Arm, Arm, (string, string)> answer, string first, string second)
    {
        var arms = table.ArmsAt(_most);
        var (one, two) = (arms.FirstOrDefault(a => a.Name == first), arms.FirstOrDefault(a => a.Name == second));
        if (one is null || two is null) return new Hypothesis(name, claim, NotMeasured, "");
        var (said, figures) = answer(one, two);
        return new Hypothesis(name, claim, said, figures);
    }

    private (string, string) Lose(Arm naive, Arm fedavg)
    {
        var curves = new[] { naive, fedavg }.Select(arm => table.Counts.Select(n => table.Of(arm, n).IdentityRetention.Mean).ToList()).ToList();
        var falls = table.Counts.Count > 1 && curves.All(c => c.Zip(c.Skip(1)).All(pair => pair.Second <= pair.First));
        var ranked = table.ArmsAt(_most).Select(a => (a.Name, table.Mean(a.Name, _most, Metrics.Identity).Mean)).OrderBy(a => a.Mean).ToList();
        var figures = $"retention at {string.Join(", ", table.Counts)}: plain sum {Curve(curves[0])}; FedAvg {Curve(curves[1])}. Lowest identity at {_most}: {ranked[0].Name} ({Plain(ranked[0].Mean)}); FedAvg has {Plain(ranked.First(a => a.Name == "fedavg").Mean)}.";
        return (table.Counts.Count < 2 ? Undecided : falls && ranked[0].Name == "fedavg" ? Yes : No, figures);
    }

    private (string, string) Erasure(Arm with, Arm without)
    {
        var (a, b) = (table.Of(with, _most), table.Of(without, _most));
        var (crosstalk, drift) = (b.Crosstalk.Mean / a.Crosstalk.Mean, b.Drift / a.Drift);
        var fidelity = Bootstrap.Ratio([.. table.Alone(with, Metrics.Identity).Values], [.. table.Alone(without, Metrics.Identity).Values]);
        var figures = $"crosstalk {Plain(b.Crosstalk.Mean)} to {Plain(a.Crosstalk.Mean)} (÷ {Plain(crosstalk, "0.0")}), drift {Plain(b.Drift, "0.0000")} to {Plain(a.Drift, "0.0000")} (÷ {Plain(drift, "0.0")}); identity of singles with erasure relative to without: {With(fidelity)}.";
        return (crosstalk >= 5 && drift >= 5 && fidelity.Mean >= 0.97 ? Yes : No, figures);
    }

    private (string, string) BlocksBeatDense(Arm blocks, Arm dense)
    {
        var difference = table.Of(blocks, _most).IdentityRetention.Mean - table.Of(dense, _most).IdentityRetention.Mean;
        var identity = ScoreTable.Difference(table.PerConcept(blocks.Name, _most, Metrics.Identity), table.PerConcept(dense.Name, _most, Metrics.Identity));
        var figures = $"retention {With(table.Of(blocks, _most).IdentityRetention)} against {With(table.Of(dense, _most).IdentityRetention)} (difference {Plain(difference)}); identity merged, difference {With(identity)}.";
        return (identity.Low > 0 && difference > 0 ? Yes : identity.High < 0 ? No : Undecided, figures);
    }

    private (string, string) Capacity(Arm blocks, Arm dense)
    {
        var ratio = Bootstrap.Ratio([.. table.Alone(blocks, Metrics.Identity).Values], [.. table.Alone(dense, Metrics.Identity).Values]);
        return (Decide(ratio, 0.95), $"identity of singles, blocks relative to dense: {With(ratio)}.");
    }

    private (string, string) Marketplace(Arm one, Arm different)
    {
        var (a, b) = (table.Of(one, _most).IdentityRetention, table.Of(different, _most).IdentityRetention);
        var identity = ScoreTable.Difference(table.PerConcept(different.Name, _most, Metrics.Identity), table.PerConcept(one.Name, _most, Metrics.Identity));
        return (b.Mean >= a.Mean - 0.03 ? Yes : identity.High < 0 ? No : Undecided, $"retention {With(a)} in one pool, {With(b)} from different ones; identity, difference {With(identity)}.");
    }

    private (string, string) Fusion(Arm ours, Arm fusion)
    {
        var (a, b) = (table.Of(ours, _most), table.Of(fusion, _most));
        var identity = ScoreTable.Difference(table.PerConcept(fusion.Name, _most, Metrics.Identity), table.PerConcept(ours.Name, _most, Metrics.Identity));
        var slower = b.MergeMilliseconds / a.MergeMilliseconds;
        var figures = $"identity, fusion minus ours: {With(identity)}; merging takes {Plain(b.MergeMilliseconds, "0")} ms against {Plain(a.MergeMilliseconds, "0.0")} ms (× {Plain(slower, "0")}), recording inputs{(double.IsNaN(b.RecordingMilliseconds) ? "" : $" ({Plain(b.RecordingMilliseconds / 1000, "0.0")} s)")} not counted.";
        return (identity.Low <= 0 && identity.High >= 0 && slower >= 100 ? Yes : No, figures);
    }

    private (string, string) SameClass(Arm with, Arm without)
    {
        var ratio = Bootstrap.Ratio([.. table.PerConcept(without.Name, _most, Metrics.Crosstalk).Values], [.. table.PerConcept(with.Name, _most, Metrics.Crosstalk).Values]);
        return (Decide(ratio, 2), $"crosstalk without them relative to with: {With(ratio)}.");
    }

    private static string Decide(Estimate estimate, double border) => estimate.Low >= border ? Yes : estimate.High < border ? No : estimate.Mean >= border ? $"{Yes}, within the noise" : Undecided;

    private static string Curve(IEnumerable<double> values) => string.Join(" → ", values.Select(v => Plain(v, "0.00")));
}
