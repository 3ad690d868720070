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

/// <summary>Where the levels begin. First values from SCIENCE.md 3.4; <c>concepthub evaluate conflicts</c> measures them.</summary>
public static class ConflictLevels
{
    /// <summary>Of the energy overlap of a pair, 0 to 1.</summary>
    public const double Amber = 0.05, Red = 0.2;

    /// <param name="overlap">0 to 1.</param>
    public static ConflictLevel Of(double overlap) => overlap >= Red ? ConflictLevel.Red : overlap >= Amber ? ConflictLevel.Amber : ConflictLevel.Green;
}
