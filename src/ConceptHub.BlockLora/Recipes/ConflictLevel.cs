namespace ConceptHub.BlockLora;

/// <summary>How much two concepts of a recipe are expected to disturb each other.</summary>
public enum ConflictLevel
{
    /// <summary>Nothing to see.</summary>
    Green,

    /// <summary>May tint each other.</summary>
    Amber,

    /// <summary>Expect to lose likeness.</summary>
    Red,
}

/// <summary>Where the levels begin; <c>concepthub evaluate conflicts</c> measures them.</summary>
public static class ConflictLevels
{
    /// <summary>Of the energy overlap of a pair, 0 to 1. First values from SCIENCE.md 3.4.</summary>
    public const double Amber = 0.05, Red = 0.2;

    /// <summary>
    /// Of predicted crosstalk χ: where a concept acts on another's words as strongly as that one itself, and twice as far. SCIENCE.md 3.4
    /// began with 0.05 and 0.2, where nearly all pairs of trained concepts lie above: of the fifteen seed concepts χ is 0.08 to 2.0
    /// (median 0.45), while the noise of their merges differs by 0.02 to 0.19 for nine of ten (median 0.09) and does not follow χ
    /// (rank correlation 0.03). A concept that was trained to be silent is so as a whole, not layer by layer, so χ warns of loud
    /// concepts and uneven strengths alone.
    /// </summary>
    public const double CrosstalkAmber = 1, CrosstalkRed = 4;

    /// <param name="overlap">0 to 1.</param>
    public static ConflictLevel Of(double overlap) => Of(overlap, Amber, Red);

    /// <param name="crosstalk">χ, 0 and up.</param>
    public static ConflictLevel OfCrosstalk(double crosstalk) => Of(crosstalk, CrosstalkAmber, CrosstalkRed);

    private static ConflictLevel Of(double value, double amber, double red) => value >= red ? ConflictLevel.Red : value >= amber ? ConflictLevel.Amber : ConflictLevel.Green;
}
