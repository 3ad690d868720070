using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Text;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>Somebody or something that is drawn by itself, in a frame that it fills as it fills its training pictures.</summary>
/// <param name="Prompt">Calls it and none of the others.</param>
public sealed record Figure(string Prompt, FigureFrame Frame);

/// <summary>
/// How several people and things come into one picture. Called together, concepts that were trained alone are drawn on top of each other:
/// each knows itself large and in the middle only. So the scene is drawn first, without them, and then each by itself in its own part of
/// the scene, enlarged to the model's own size, as detailers of web interfaces redraw faces; the rim of the part stays the scene at
/// every step (Blended Latent Diffusion, arXiv:2206.02779).
/// </summary>
/// <param name="Scene">What is left of the prompt without the figures.</param>
public sealed record FigurePlan(string Scene, IReadOnlyList<Figure> Figures)
{
    private const int LongestRow = 4;

    /// <summary>
    /// Figures are the people and subjects that the prompt calls, unless their region is the whole picture, which makes them part of the
    /// scene: those with a region, and where there are several the others too, side by side in the order of the prompt.
    /// </summary>
    /// <param name="sizes">Of the model that draws.</param>
    /// <returns>Null where the picture is drawn in one go.</returns>
    internal static FigurePlan? Of(string prompt, IReadOnlyList<MergePart> recipe, int width, int height, PictureSizes sizes) => Of(
        prompt, [.. recipe.OfType<RecipePart>().Where(part => IsFigure(part.Adapter.Kind)).Select(part => (part.Adapter.TriggerWord, part.Adapter.ClassWord, part.Region))], width, height, sizes);

    /// <summary>The same for people and subjects of any kind of adapter.</summary>
    public static FigurePlan? Of(string prompt, IReadOnlyList<(string TriggerWord, string ClassWord, PictureBox? Region)> figures, int width, int height, PictureSizes sizes)
    {
        var phrases = Phrases(figures);
        var placed = Placed(prompt, figures, phrases);
        if (placed.Count == 0) return null;
        var words = new FigureWords(prompt, phrases, [.. placed.Select(it => it.Index)]);
        return new FigurePlan(words.Scene, [.. placed.Select(it => new Figure(
            words.Of(it.Index), FigureFrame.Of(it.Box, [.. placed.Where(other => other != it).Select(other => other.Box)], width, height, sizes)))]);
    }

    /// <summary>The box of each in which it is drawn by itself; null for who is not.</summary>
    public static IReadOnlyList<PictureBox?> Boxes(string prompt, IReadOnlyList<(string TriggerWord, string ClassWord, PictureBox? Region)> figures)
    {
        var placed = Placed(prompt, figures, Phrases(figures));
        return [.. figures.Select((_, index) => placed.FirstOrDefault(it => it.Index == index)?.Box)];
    }

    /// <summary>Whether concepts of a kind are drawn by themselves.</summary>
    public static bool IsFigure(ConceptKind kind) => kind is ConceptKind.Person or ConceptKind.Subject;

    private static List<CalledPhrase> Phrases(IReadOnlyList<(string TriggerWord, string ClassWord, PictureBox? Region)> figures) => [.. figures.Select(it => new CalledPhrase(TriggerWords.InPrompt(it.TriggerWord), it.ClassWord))];

    // In the order of the prompt.
    private static List<PlacedFigure> Placed(string prompt, IReadOnlyList<(string TriggerWord, string ClassWord, PictureBox? Region)> figures, List<CalledPhrase> phrases)
    {
        var called = figures.Select((it, index) => (Index: index, it.Region, At: phrases[index].At(prompt)))
            .Where(it => it.Region is not { IsWhole: true } && it.At >= 0).OrderBy(it => it.At).ToList();
        if (called.Count == 1 && called[0].Region is null) return [];
        return [.. called.Select((it, place) => new PlacedFigure(it.Index, it.Region ?? Beside(place, called.Count)))];
    }

    /// <summary>A recipe as one figure hears it in its frame: itself everywhere, places and styles where they are in the picture.</summary>
    internal static IReadOnlyList<MergePart> Inside(FigureFrame frame, IReadOnlyList<MergePart> recipe, int width, int height) => [.. recipe.Select(part =>
        part is not RecipePart { Region: { } region } concept ? part
        : IsFigure(concept.Adapter.Kind) ? concept with { Region = null }
        : frame.Inside(region, width, height) is { } seen ? concept with { Region = seen }
        : concept with { Strength = 0 })];

    /// <summary>The box of one of several who have none of their own: beside each other, in rows where they are many.</summary>
    internal static PictureBox Beside(int place, int count)
    {
        var rows = (count + LongestRow - 1) / LongestRow;
        var inRow = (count + rows - 1) / rows;
        var (row, column) = (place / inRow, place % inRow);
        var columns = Math.Min(inRow, count - row * inRow);
        return new PictureBox((float)column / columns, (float)row / rows, 1f / columns, 1f / rows);
    }

    private sealed record PlacedFigure(int Index, PictureBox Box);
}
