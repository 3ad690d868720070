using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Evaluation;

namespace ConceptHub.Cli.Evaluate.Report;

/// <summary>The figures of an evaluation under stable names, with the targets of the default where they are promised.</summary>
internal static class MergeResults
{
    private const int Promised = 15;
    private const string Default = "default", Pools = "pools";
    private static readonly string[] MustBeBeaten = ["naive", "fedavg"];

    /// <param name="isQuick">Few pictures: only the order of the arms is held to a target, not their values.</param>
    public static Measured Of(ScoreTable table, IReadOnlyList<Measure> judges, bool isQuick)
    {
        var scores = table.Counts.SelectMany(n => table.ArmsAt(n).Select(arm => table.Of(arm, n))).ToList();
        return new Measured("evaluate merge", [.. judges, .. scores.SelectMany(s => Of(s, isQuick)), .. Order(scores, isQuick)]);
    }

    private static IEnumerable<Measure> Of(ArmScores s, bool isQuick)
    {
        var name = $"merge.n{s.Count}.{s.Arm.Name}";
        var (isDefault, isPools) = (s is { Arm.Name: Default, Count: Promised }, s is { Arm.Name: Pools, Count: Promised });
        yield return new Measure($"{name}.image_alignment", s.ImageAlignment.Mean, "");
        yield return new Measure($"{name}.text_alignment", s.TextAlignment.Mean, "");
        yield return new Measure($"{name}.identity", s.Identity.Mean, "share");
        yield return new Measure($"{name}.identity.low", s.Identity.Low, "share");
        yield return new Measure($"{name}.identity.high", s.Identity.High, "share");
        yield return new Measure($"{name}.image_retention", s.ImageRetention.Mean, "share");
        yield return Held($"{name}.identity_retention", s.IdentityRetention.Mean, "share", isDefault ? 0.9 : isPools ? 0.85 : null, isAtLeast: true, isQuick);
        yield return Held($"{name}.crosstalk", s.Crosstalk.Mean, "", isDefault ? 0.1 : null, isAtLeast: false, isQuick);
        yield return Held($"{name}.drift", s.Drift, "", isDefault ? 0.02 : null, isAtLeast: false, isQuick);
        yield return Held($"{name}.text_gain", s.TextGain.Mean, "", isDefault ? (s.TextGain.High - s.TextGain.Low) / 2 : null, isAtLeast: false, isQuick);
        yield return Held($"{name}.merge", s.MergeMilliseconds, "ms", isDefault ? 100 : null, isAtLeast: false, isQuick: false);
        if (!double.IsNaN(s.RecordingMilliseconds)) yield return new Measure($"{name}.recording", s.RecordingMilliseconds, "ms");
        yield return new Measure($"{name}.unmerge", s.UnmergeMilliseconds, "ms");
        yield return Held($"{name}.unmerge_exact", s.IsExact ? 1 : 0, "bool", isDefault || isPools ? 1 : null, isAtLeast: true, isQuick: false);
    }

    // The default before every instant way to merge, its interval clear of theirs; in a quick run before the two worst in the mean.
    private static IEnumerable<Measure> Order(IReadOnlyList<ArmScores> scores, bool isQuick)
    {
        if (scores.FirstOrDefault(s => s is { Arm.Name: Default, Count: Promised }) is not { } ours) yield break;
        var others = scores.Where(s => s.Count == Promised && s.Arm is { IsInstant: true, Rule: not null, Family.ScaledFrom: null } && s.Arm.Family.Variant.Erase == Diffusion.Training.EraseForms.None);
        foreach (var other in others)
        {
            var isHeld = !isQuick || MustBeBeaten.Contains(other.Arm.Name);
            var isAhead = isQuick ? ours.Identity.Mean > other.Identity.Mean : ours.Identity.Low > other.Identity.High;
            var name = $"merge.n{Promised}.default.ahead_of.{other.Arm.Name}";
            yield return isHeld ? Measure.AtLeast(name, isAhead ? 1 : 0, "bool", 1) : new Measure(name, isAhead ? 1 : 0, "bool");
        }

        if (scores.FirstOrDefault(s => s is { Arm.Name: "fusion", Count: Promised }) is { } fusion)
            yield return Held($"merge.n{Promised}.default.faster_than.fusion", fusion.MergeMilliseconds / ours.MergeMilliseconds, "x", 100, isAtLeast: true, isQuick);
    }

    private static Measure Held(string name, double value, string unit, double? target, bool isAtLeast, bool isQuick) => target is not { } held || isQuick
        ? new Measure(name, value, unit)
        : isAtLeast ? Measure.AtLeast(name, value, unit, held) : Measure.AtMost(name, value, unit, held);
}
