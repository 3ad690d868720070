using System.Globalization;
using ConceptHub.Diffusion.Evaluation;

namespace ConceptHub.Cli.Evaluate.Report;

/// <summary>Numbers as tables write them.</summary>
internal static class Figures
{
    public static string Plain(double value, string format = "0.000") => double.IsNaN(value) ? "–" : value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The mean and, smaller, its interval.</summary>
    public static string With(Estimate estimate, string format = "0.00") => double.IsNaN(estimate.Mean)
        ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{estimate.Mean.ToString(format, CultureInfo.InvariantCulture)} <sub>{estimate.Low.ToString(format, CultureInfo.InvariantCulture)}…{estimate.High.ToString(format, CultureInfo.InvariantCulture)}</sub>");

    public static string Row(params IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    public static string Head(params string[] cells) => Row(cells) + "\n" + Row(cells.Select((_, i) => i == 0 ? "---" : "--:"));
}
