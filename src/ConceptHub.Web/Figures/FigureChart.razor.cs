using System.Globalization;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Figures;

/// <summary>One figure over the last quarter of an hour, beside a second one of the same scale where there is one. Gaps are moments with nothing to measure.</summary>
public sealed partial class FigureChart
{
    private const double Width = 300, Height = 80;
    private const int Places = 180;

    [Parameter, EditorRequired] public string Title { get; set; } = "";
    [Parameter, EditorRequired] public IReadOnlyList<HubFigures> Past { get; set; } = [];
    [Parameter, EditorRequired] public Func<HubFigures, double?> Of { get; set; } = default!;
    [Parameter] public Func<HubFigures, double?>? Other { get; set; }
    [Parameter] public string OfName { get; set; } = "";
    [Parameter] public string OtherName { get; set; } = "";
    [Parameter] public string Unit { get; set; } = "";
    [Parameter] public int Digits { get; set; }

    private double Ceiling => Math.Max(Past.Max(it => Math.Max(Of(it) ?? 0, Other?.Invoke(it) ?? 0)), 1e-9);

    // The last moment with something to measure: an idle site shows what its last picture took.
    private string Now => Past.Select(Of).LastOrDefault(value => value is not null) is { } now ? Value(now) : FiguresTexts.Nothing;

    private bool IsMeasured => Past.Any(it => Of(it) is not null || Other?.Invoke(it) is not null);

    private string Highest => IsMeasured ? Value(Ceiling < 1e-6 ? 0 : Ceiling) : FiguresTexts.Nothing;

    private string Value(double value) => (value.ToString("F" + Digits, CultureInfo.InvariantCulture) + " " + Unit).TrimEnd();

    private IEnumerable<string> Lines(Func<HubFigures, double?> of)
    {
        var line = new List<string>();
        for (var i = 0; i < Past.Count; i++)
        {
            if (of(Past[i]) is { } value)
            {
                line.Add(FormattableString.Invariant($"{X(i):0.#},{Y(value):0.#}"));
                continue;
            }

            if (line.Count > 0) yield return Drawn(line);
            line = [];
        }

        if (line.Count > 0) yield return Drawn(line);
    }

    // A single moment is a short stroke.
    private static string Drawn(List<string> line)
    {
        if (line.Count > 1) return string.Join(' ', line);
        var (x, y) = (line[0].Split(',')[0], line[0].Split(',')[1]);
        return FormattableString.Invariant($"{line[0]} {double.Parse(x, CultureInfo.InvariantCulture) - Width / Places:0.#},{y}");
    }

    // The newest stands at the right.
    private double X(int place) => Width - (Past.Count - 1 - place) * Width / (Places - 1);

    private double Y(double value) => Height - 2 - (Height - 6) * value / Ceiling;
}
