namespace ConceptHub.Catalog;

/// <summary>Pictures of one composition that differ along two sides.</summary>
/// <param name="Across">From left to right.</param>
/// <param name="Down">From top to bottom; null for a strip.</param>
public sealed record GridPlan(GridAxis Across, GridAxis? Down = null)
{
    /// <summary>Pictures in one grid.</summary>
    public const int MostCells = 36;

    /// <summary>Where people and things that are drawn by themselves stand while all are there; taking one out moves nobody.</summary>
    public IReadOnlyDictionary<Guid, RecipeRegion> Places { get; init; } = new Dictionary<Guid, RecipeRegion>();

    private IEnumerable<GridAxis> Axes => Down is null ? [Across] : [Across, Down];

    /// <summary>Whether it needs the concept, switched off or not.</summary>
    public bool IsAbout(Guid conceptId) => Axes.Any(axis => axis.Concept == conceptId);

    /// <summary>How many pictures it makes of a composition; a plan may ask for more than <see cref="MostCells"/>, an order not.</summary>
    public int Count(Composition composition) => Sides(composition).Aggregate(1, (product, side) => product * side);

    /// <summary>The different settings of its pictures; none for a plan that is too large to be ordered.</summary>
    public IReadOnlyList<PictureSettings> Settings(Composition composition) =>
        Count(composition) > MostCells ? [] : [.. Ordered(composition, []).Cells.Select(cell => cell.Settings).Distinct()];

    /// <param name="parts">The looked-up recipe.</param>
    internal OrderedGrid Ordered(Composition composition, IReadOnlyList<ResolvedEntry> parts)
    {
        var (start, names) = (new GridCell(composition.Settings, composition.Recipe), new GridNames(parts, Places));
        var columns = Across.Points(start, names);
        var rows = Down?.Points(start, names) ?? [new GridPoint("", cell => cell)];
        return new OrderedGrid(
            new GridLabels([.. columns.Select(point => point.Label)], [.. rows.Select(point => point.Label)]),
            [.. rows.SelectMany(row => columns.Select(column => column.Change(row.Change(start))))]);
    }

    /// <summary>Every problem as one sentence for the member.</summary>
    internal IEnumerable<string> Problems(Composition composition, IReadOnlyList<ResolvedEntry> parts)
    {
        var names = new GridNames(parts, Places);
        if (Down is not null && Across.GetType() == Down.GetType() && Across.Concept == Down.Concept) yield return "Both sides of the grid change the same. Please choose something else for one of them.";
        foreach (var concept in Axes.Select(axis => axis.Concept).OfType<Guid>().Distinct())
        {
            if (composition.Recipe.All(entry => entry.ConceptId != concept)) yield return "The grid is about a concept that is not in the recipe any more.";
            else if (!names.IsCalled(composition.Settings.Prompt, concept)) yield return $"The prompt does not call “{names.Of(concept)}”, so nothing would change from picture to picture. Put its trigger word into the prompt.";
        }

        if (Sides(composition).Contains(0)) yield return "A side of the grid has no values. Please give at least one.";
        var cells = Count(composition);
        if (cells == 1) yield return "A grid needs at least two pictures.";
        if (cells > MostCells) yield return $"A grid has {MostCells} pictures at most; this one would have {cells}.";
        else foreach (var problem in Ordered(composition, parts).Cells.SelectMany(CompositionRules.Problems).Distinct()) yield return problem;
    }

    private IReadOnlyList<int> Sides(Composition composition) =>
        [.. Axes.Select(axis => axis.Points(new GridCell(composition.Settings, composition.Recipe), new GridNames([], Places)).Count)];
}

/// <summary>One picture of a grid: how it is sampled, and of what.</summary>
public sealed record GridCell(PictureSettings Settings, IReadOnlyList<RecipeEntry> Recipe)
{
    internal GridCell With(Guid conceptId, Func<RecipeEntry, RecipeEntry> change) =>
        this with { Recipe = [.. Recipe.Select(entry => entry.ConceptId == conceptId ? change(entry) : entry)] };
}

/// <param name="Columns">From left to right.</param>
/// <param name="Rows">From top to bottom; a single empty one for a strip.</param>
public sealed record GridLabels(IReadOnlyList<string> Columns, IReadOnlyList<string> Rows)
{
    /// <summary>"seed 5, Mira 0.5", or "the whole grid" for -1.</summary>
    public string Of(int cell) => cell < 0 ? "the whole grid" : string.Join(", ", new[] { Columns[cell % Columns.Count], Rows[cell / Columns.Count] }.Where(label => label.Length > 0));
}

/// <param name="Labels">For the sheet.</param>
/// <param name="Cells">Row by row.</param>
public sealed record OrderedGrid(GridLabels Labels, IReadOnlyList<GridCell> Cells);
