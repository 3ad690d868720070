using ConceptHub.BlockLora;

namespace ConceptHub.Web.Compose;

/// <summary>Two concepts of a recipe and how much they are expected to disturb each other at their present strengths.</summary>
public sealed record RecipePair(RecipeItem First, RecipeItem Second, PairAtStrengths Forecast)
{
    /// <summary>The one that disturbs more, and the one that suffers.</summary>
    public (RecipeItem Loud, RecipeItem Quiet) Sides => Forecast.OnFirst >= Forecast.OnSecond ? (Second, First) : (First, Second);

    /// <summary>The highest strength, in steps of the slider, at which the loud one leaves the other alone; null when the creator's limits do not go so low, or nothing needs lowering.</summary>
    public float? QuietStrength
    {
        get
        {
            var loud = Sides.Loud;
            var quiet = MathF.Floor((float)(loud == Second ? Forecast.QuietSecond : Forecast.QuietFirst) * 20) / 20;
            return quiet < loud.Entry.Strength && quiet >= Math.Max(loud.Range.Min, LeastUseful) ? quiet : null;
        }
    }

    // Below it hardly anything of a concept is seen: better to switch it off.
    private const float LeastUseful = 0.3f;
}
