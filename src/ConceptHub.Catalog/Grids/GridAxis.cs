using System.Globalization;
using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary>What changes from picture to picture along one side of a grid.</summary>
public abstract record GridAxis
{
    private GridAxis() { }

    /// <summary>The strength of one concept of the recipe; switched on for it.</summary>
    public sealed record Strengths(Guid ConceptId, IReadOnlyList<float> Values) : GridAxis
    {
        internal override Guid? Concept => ConceptId;

        internal override IReadOnlyList<GridPoint> Points(GridCell start, GridNames names) =>
            [.. Values.Select(value => new GridPoint(Text($"{names.Of(ConceptId)} {value:0.##}"), cell => cell.With(ConceptId, entry => entry with { Strength = value, Enabled = true })))];
    }

    /// <summary>The picture with one concept and without it.</summary>
    public sealed record OnOff(Guid ConceptId) : GridAxis
    {
        internal override Guid? Concept => ConceptId;

        internal override IReadOnlyList<GridPoint> Points(GridCell start, GridNames names) =>
        [
            new($"with {names.Of(ConceptId)}", cell => cell.With(ConceptId, entry => entry with { Enabled = true })),
            Without(ConceptId, names),
        ];
    }

    /// <summary>The whole recipe, then each concept taken out in turn.</summary>
    public sealed record LeaveOneOut : GridAxis
    {
        internal override IReadOnlyList<GridPoint> Points(GridCell start, GridNames names) =>
            [new GridPoint("all", cell => cell), .. start.Recipe.Where(entry => entry.Enabled).Select(entry => Without(entry.ConceptId, names))];
    }

    /// <summary>Seeds one after another; with a variation, its seeds.</summary>
    public sealed record Seeds(int Count) : GridAxis
    {
        internal override IReadOnlyList<GridPoint> Points(GridCell start, GridNames names) =>
        [
            .. Enumerable.Range(0, Math.Clamp(Count, 0, GridPlan.MostCells + 1)).Select(place =>
                new GridPoint(SeedLabel(start.Settings.Of(place)), cell => cell with { Settings = cell.Settings.Of(place) })),
        ];

        private static string SeedLabel(PictureSettings settings) => settings.Variation is { } variation ? $"variation {variation.Seed}" : $"seed {settings.Seed}";
    }

    public sealed record Steps(IReadOnlyList<int> Values) : GridAxis
    {
        internal override IReadOnlyList<GridPoint> Points(GridCell start, GridNames names) =>
            [.. Values.Select(value => new GridPoint($"{value} steps", cell => cell with { Settings = cell.Settings with { Steps = value } }))];
    }

    /// <summary>Guidance scales.</summary>
    public sealed record Guidance(IReadOnlyList<float> Values) : GridAxis
    {
        internal override IReadOnlyList<GridPoint> Points(GridCell start, GridNames names) =>
            [.. Values.Select(value => new GridPoint(Text($"guidance {value:0.##}"), cell => cell with { Settings = cell.Settings with { GuidanceScale = value } }))];
    }

    /// <summary>The concept that it is about, or null.</summary>
    internal virtual Guid? Concept => null;

    /// <param name="start">What the composer shows.</param>
    /// <param name="names">Of the concepts in it.</param>
    internal abstract IReadOnlyList<GridPoint> Points(GridCell start, GridNames names);

    private static GridPoint Without(Guid conceptId, GridNames names) => new($"without {names.Of(conceptId)}", cell => names.Without(cell, conceptId));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Label">For the sheet.</param>
/// <param name="Change">Makes a cell of this column or row.</param>
internal sealed record GridPoint(string Label, Func<GridCell, GridCell> Change);

/// <summary>What labels and prompts call the concepts of a recipe, and where they are in the picture.</summary>
internal sealed class GridNames(IReadOnlyList<ResolvedEntry> parts, IReadOnlyDictionary<Guid, RecipeRegion> places)
{
    public string Of(Guid conceptId) => Find(conceptId)?.Name ?? "a concept";

    public bool IsCalled(string prompt, Guid conceptId) => Find(conceptId) is { } part && prompt.Contains(part.TriggerWord, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The picture without a concept, which nobody calls then: its trigger word would be read letter by letter. Of who has a place nothing
    /// is left there, and the others keep theirs; of a style nothing, of all else its class word.
    /// </summary>
    public GridCell Without(GridCell cell, Guid conceptId)
    {
        var rest = cell.With(conceptId, entry => entry with { Enabled = false });
        if (Find(conceptId) is not { } part) return rest;
        if (!places.ContainsKey(conceptId)) return rest with { Settings = rest.Settings with { Prompt = Uncalled(rest.Settings.Prompt, part) } };
        return new GridCell(
            rest.Settings with { Prompt = new CalledPhrase(part.TriggerWord, part.ClassWord).Without(rest.Settings.Prompt) },
            [.. rest.Recipe.Select(entry => entry.Region is null && places.TryGetValue(entry.ConceptId, out var place) ? entry with { Region = place } : entry)]);
    }

    private static string Uncalled(string prompt, ResolvedEntry part) =>
        new ConceptPhrase(part.Kind, part.TriggerWord, part.ClassWord).Plain(prompt).Replace(part.TriggerWord, part.ClassWord, StringComparison.OrdinalIgnoreCase);

    private ResolvedEntry? Find(Guid conceptId) => parts.FirstOrDefault(part => part.ConceptId == conceptId);
}
