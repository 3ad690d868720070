namespace ConceptHub.BlockLora;

/// <summary>How much two concepts of a merge are expected to disturb each other, before anything is drawn (SCIENCE.md 3.4).</summary>
/// <param name="Overlap">Rows that both change, which is a fact and no warning (<see cref="ConflictLevels"/>).</param>
/// <param name="OnFirst">χ of the second on the first, as trained: how much of what the base makes of the first's words the second changes; 0 is silence.</param>
/// <param name="OnSecond">χ of the first on the second.</param>
public sealed record PairForecast(ConceptOverlap Overlap, double OnFirst, double OnSecond)
{
    /// <summary>The same pair at strengths; a concept of strength 0 is not in the merge.</summary>
    public PairAtStrengths At(float first, float second) => new(this, first, second);
}

/// <summary>A <see cref="PairForecast"/> at strengths. What is said grows with the square of its speaker's strength.</summary>
public sealed record PairAtStrengths(PairForecast Pair, float First, float Second)
{
    private bool IsPair => First > 0 && Second > 0;

    /// <summary>χ of the second on the first.</summary>
    public double OnFirst => IsPair ? Pair.OnFirst * Second * Second : 0;

    /// <summary>χ of the first on the second.</summary>
    public double OnSecond => IsPair ? Pair.OnSecond * First * First : 0;

    /// <summary>The worse of the two χ; pairs are ordered by it.</summary>
    public double Crosstalk => Math.Max(OnFirst, OnSecond);

    public ConflictLevel Level => ConflictLevels.Of(Crosstalk);

    /// <summary>The strength up to which the second leaves the first alone (χ below amber), everything else as it is.</summary>
    public double QuietSecond => Quiet(Pair.OnFirst);

    /// <summary>The strength up to which the first leaves the second alone.</summary>
    public double QuietFirst => Quiet(Pair.OnSecond);

    private static double Quiet(double crosstalk) => crosstalk > 0 ? Math.Sqrt(ConflictLevels.CrosstalkAmber / crosstalk) : double.PositiveInfinity;
}
