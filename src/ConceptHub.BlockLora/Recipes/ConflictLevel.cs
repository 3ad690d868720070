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
    /// <summary>
    /// Of predicted crosstalk χ, the share of what the base makes of a concept's words that others change. Measured on 584 members of 120
    /// random merges: χ below 0.0003, as all have that are trained here today, loses 0.3 % of identity; from 0.12 on the mean loss is 30 %
    /// and half of all lose more than 10 %. Between them lie louder rows of before (pairs of the seeds as they were first shipped, strengths
    /// 1 and 2): up to 0.039 at most 3 % of the likeness is lost. Rows without context words lose 10 % from 0.01 on, so for such the
    /// warning comes late. Rows that two concepts share decide nothing (docs/decisions/0007).
    /// </summary>
    public const double CrosstalkAmber = 0.04, CrosstalkRed = 0.12;

    /// <param name="crosstalk">χ, 0 and up.</param>
    public static ConflictLevel Of(double crosstalk) => crosstalk >= CrosstalkRed ? ConflictLevel.Red : crosstalk >= CrosstalkAmber ? ConflictLevel.Amber : ConflictLevel.Green;
}
