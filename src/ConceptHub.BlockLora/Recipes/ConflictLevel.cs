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
    /// Of predicted crosstalk χ, the share of what the base makes of a concept's words that another one changes. Measured on pairs of the
    /// seeds at strengths 1 and 2 (share of the likeness that is lost): as shipped χ is up to 0.039 and the loss at most 3 %; before they
    /// were settled, as members' concepts are, 0.0025 and 8 %, with a rank correlation of 0.64 (strength decides nearly all of it). So
    /// nothing that is trained here is warned of at usual strengths. Rows without context words lose 10 % from 0.01 on and most of
    /// themselves from 0.03 on: for such the warning comes late. Rows that two concepts share decide nothing: a concept that was trained
    /// under four numbers, sharing none, one, two and all seven sites with another, took the same from it each time (docs/decisions/0007).
    /// </summary>
    public const double CrosstalkAmber = 0.04, CrosstalkRed = 0.16;

    /// <param name="crosstalk">χ, 0 and up.</param>
    public static ConflictLevel Of(double crosstalk) => crosstalk >= CrosstalkRed ? ConflictLevel.Red : crosstalk >= CrosstalkAmber ? ConflictLevel.Amber : ConflictLevel.Green;
}
