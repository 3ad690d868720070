namespace ConceptHub.Cli.Bench;

/// <summary>What so many of measured times stay below.</summary>
internal static class Quantile
{
    /// <param name="ordered">Ascending.</param>
    /// <param name="part">0 to 1.</param>
    /// <returns>No number when nothing was measured.</returns>
    public static double At(IReadOnlyList<double> ordered, double part) => ordered.Count == 0 ? double.NaN : ordered[(int)Math.Min(ordered.Count - 1, part * ordered.Count)];
}
