using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Compose;

/// <summary>One side of a grid as the composer edits it: what changes, and its values as they are typed.</summary>
/// <param name="What">Out of <see cref="Choices"/>; empty for nothing.</param>
/// <param name="Values">"0, 0.5, 1"; for seeds how many. Ignored where there is nothing to choose.</param>
internal sealed record GridSide(string What, string Values)
{
    public const string Seeds = "seeds", Steps = "steps", Guidance = "guidance", LeaveOneOut = "without";
    private const string Strength = "strength:", OnOff = "switch:";
    private static readonly GridSide Nothing = new("", "");

    public bool HasValues => What.Length > 0 && What != LeaveOneOut && !What.StartsWith(OnOff, StringComparison.Ordinal);

    /// <summary>What the values are, for the label of their box.</summary>
    public string ValuesLabel => What switch
    {
        Seeds => ComposeTexts.HowManySeeds,
        Steps => ComposeTexts.StepsWithCommas,
        Guidance => ComposeTexts.ScalesWithCommas,
        _ => ComposeTexts.StrengthsWithCommas,
    };

    /// <summary>What may change for a recipe, with words for it.</summary>
    public static IReadOnlyList<(string What, string Words)> Choices(IReadOnlyList<RecipeItem> items) =>
    [
        .. items.Select(item => ($"{Strength}{item.Entry.ConceptId:N}", ComposeTexts.StrengthOf.With(item.Name))),
        .. items.Select(item => ($"{OnOff}{item.Entry.ConceptId:N}", ComposeTexts.OnAndOff.With(item.Name))),
        .. items.Count > 1 ? [(LeaveOneOut, ComposeTexts.EachTakenOut)] : Array.Empty<(string, string)>(),
        (Seeds, ComposeTexts.Seeds), (Steps, ComposeTexts.Steps), (Guidance, ComposeTexts.Guidance),
    ];

    /// <summary>A choice with usual values.</summary>
    public static GridSide Of(string what) => what switch
    {
        "" => Nothing,
        Seeds => new(what, "4"),
        Steps => new(what, "10, 20, 40"),
        Guidance => new(what, "1.5, 2.5, 4, 6"),
        _ => new(what, what.StartsWith(Strength, StringComparison.Ordinal) ? "0, 0.5, 1, 1.5" : ""),
    };

    /// <summary>Null for nothing, and where a sentence is given.</summary>
    public GridAxis? Axis(out string? problem)
    {
        problem = null;
        switch (What)
        {
            case "": return null;
            case LeaveOneOut: return new GridAxis.LeaveOneOut();
            case Seeds when int.TryParse(Values, NumberStyles.None, CultureInfo.InvariantCulture, out var count): return new GridAxis.Seeds(count);
            case Seeds: return Refused(ComposeTexts.NoNumberOfSeeds.With(Values), out problem);
            case Steps when Numbers(s => int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : (int?)null) is { } steps: return new GridAxis.Steps(steps);
            case Steps: return Refused(ComposeTexts.NoNumbersOfSteps.With(Values), out problem);
            case Guidance when Fractions() is { } scales: return new GridAxis.Guidance(scales);
            case var what when what.StartsWith(Strength, StringComparison.Ordinal) && Fractions() is { } strengths: return new GridAxis.Strengths(Guid.ParseExact(what[Strength.Length..], "N"), strengths);
            case var what when what.StartsWith(OnOff, StringComparison.Ordinal): return new GridAxis.OnOff(Guid.ParseExact(what[OnOff.Length..], "N"));
            default: return Refused(ComposeTexts.NoNumbers.With(Values), out problem);
        }
    }

    private static GridAxis? Refused(string sentence, out string? problem)
    {
        problem = sentence;
        return null;
    }

    private List<float>? Fractions() =>
        Numbers(s => float.TryParse(s, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) ? n : (float?)null);

    private List<T>? Numbers<T>(Func<string, T?> read) where T : struct
    {
        var numbers = Values.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(read).ToList();
        return numbers.Count > 0 && numbers.TrueForAll(number => number is not null) ? [.. numbers.Select(number => number!.Value)] : null;
    }
}
