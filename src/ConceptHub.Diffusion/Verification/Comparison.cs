using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Verification;

/// <summary>Collects how far the results of one case are from the stored tensors.</summary>
public sealed class Comparison(FixtureFolder folder)
{
    private readonly List<string> _compared = [];
    private readonly List<string> _problems = [];
    private (double Difference, double Tolerance) _worst;

    /// <summary>Names of the tensors that were compared.</summary>
    internal IReadOnlyList<string> Compared => _compared;

    /// <summary>Compares with a stored tensor: same shape, and no value farther away than its tolerance.</summary>
    public void Matches(string name, Tensor got)
    {
        using var scope = NewDisposeScope();
        _compared.Add(name);
        var expected = folder.Tensor(name);
        if (!expected.shape.SequenceEqual(got.shape))
        {
            Fail($"{name}: expected [{string.Join(", ", expected.shape)}], got [{string.Join(", ", got.shape)}]");
            return;
        }

        var difference = (got.detach().cpu().to(float64) - expected.cpu().to(float64)).abs().max().item<double>();
        var tolerance = folder.Tolerance(name);
        if (Badness(difference, tolerance) >= Badness(_worst.Difference, _worst.Tolerance)) _worst = (difference, tolerance);
    }

    /// <summary>Compares numbers that must be equal.</summary>
    public void Equal(string what, double expected, double got)
    {
        if (expected != got) Fail(FormattableString.Invariant($"{what}: expected {expected}, got {got}"));
    }

    public void Fail(string problem) => _problems.Add(problem);

    internal CaseResult Result(string name) => new(name, _worst.Difference, _worst.Tolerance, _problems.Count == 0 ? null : string.Join("; ", _problems));

    private static double Badness(double difference, double tolerance) => double.IsNaN(difference) ? double.PositiveInfinity
        : difference == 0 ? 0
        : difference / tolerance;
}
