using System.Globalization;

namespace ConceptHub.Catalog;

/// <summary>What a composition must be whatever the model; the installed model has narrower rules of its own.</summary>
internal static class CompositionRules
{
    private const int LongestPrompt = 600;
    private const int LongestSidePixels = 4096;

    /// <summary>Every problem as one sentence for the member.</summary>
    public static IEnumerable<string> Problems(Composition composition)
    {
        foreach (var problem in SettingsProblems(composition.Settings)) yield return problem;
        if (composition.Count is < 1 or > 16) yield return $"One job draws 1 to 16 pictures, not {composition.Count}.";
        if (composition.Recipe.Count > Composer.LongestRecipe) yield return $"A recipe holds {Composer.LongestRecipe} concepts at most; this one has {composition.Recipe.Count}.";
        // Enabled entries are judged by name when they are looked up; a switched-off one is stored too, so it must be sound as well.
        if (composition.Recipe.Any(entry => entry.Region is { IsGood: false })) yield return $"The place of a concept lies in the picture and has sides of {RecipeRegion.Least} % or more.";
        if (composition.Recipe.Any(entry => !entry.Enabled && !IsStrength(entry.Strength))) yield return "Strengths go from 0 to 2.";
    }

    /// <summary>What is wrong with one picture of a grid.</summary>
    public static IEnumerable<string> Problems(GridCell cell)
    {
        foreach (var problem in SettingsProblems(cell.Settings)) yield return problem;
        if (cell.Recipe.FirstOrDefault(entry => !IsStrength(entry.Strength)) is { } entry) yield return Text($"Strengths go from 0 to 2, not {entry.Strength}.");
    }

    public static bool IsStrength(float strength) => strength is >= 0 and <= 2;

    private static IEnumerable<string> SettingsProblems(PictureSettings settings)
    {
        if (string.IsNullOrWhiteSpace(settings.Prompt)) yield return "Please write a prompt.";
        if (settings.Prompt.Length > LongestPrompt) yield return $"The prompt has {settings.Prompt.Length} characters; {LongestPrompt} is the most.";
        if (settings.NegativePrompt.Length > LongestPrompt) yield return $"The negative prompt has {settings.NegativePrompt.Length} characters; {LongestPrompt} is the most.";
        if (settings.Steps is < 1 or > 150) yield return $"Steps go from 1 to 150, not {settings.Steps}.";
        if (!(settings.GuidanceScale is >= 0 and <= 30)) yield return Text($"Guidance goes from 0 to 30, not {settings.GuidanceScale}.");
        if (!IsSide(settings.Width) || !IsSide(settings.Height)) yield return $"Sides go up to {LongestSidePixels} pixels; {settings.Width} × {settings.Height} cannot be drawn.";
        if (settings.ClipSkip < 0) yield return $"Clip skip is 0 or more, not {settings.ClipSkip}.";
        if (settings.Variation is { Strength: not (> 0 and <= 1) } variation) yield return Text($"A seed is varied with a strength above 0 and up to 1, not {variation.Strength}.");
        if (settings.Start is { Strength: not (> 0 and <= 1) } start) yield return Text($"A start picture is drawn over with a strength above 0 and up to 1, not {start.Strength}.");
    }

    private static bool IsSide(int pixels) => pixels is >= 1 and <= LongestSidePixels;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
