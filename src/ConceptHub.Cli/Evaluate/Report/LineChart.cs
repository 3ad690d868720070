using System.Globalization;
using System.Net;
using System.Text;
using ConceptHub.Diffusion.Evaluation;

namespace ConceptHub.Cli.Evaluate.Report;

/// <summary>One line of a chart.</summary>
internal sealed record ChartLine(string Title, IReadOnlyList<(double X, Estimate Y)> Points);

/// <summary>A chart of lines with their intervals, as an SVG that reads on light and dark pages.</summary>
internal static class LineChart
{
    private const int Height = 420, Left = 56, Right = 510, Top = 36, Bottom = 44;   // of the plot; names of lines stand to its right
    private const int NameAt = 40, LetterWidth = 7;
    private static readonly string[] Colours = ["#2563eb", "#dc2626", "#059669", "#d97706", "#7c3aed", "#0891b2", "#be185d", "#65a30d", "#475569", "#a16207", "#4338ca", "#0f766e"];

    /// <param name="most">Top of the vertical axis; it begins at 0.</param>
    public static string Svg(string title, string horizontal, double most, IReadOnlyList<ChartLine> lines)
    {
        var xs = lines.SelectMany(l => l.Points).Select(p => p.X).Distinct().Order().ToList();
        var width = Right + NameAt + LetterWidth * lines.Max(line => line.Title.Length);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {Height}\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n");
        svg.Append("<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n");
        Text(svg, Left, 22, title, "font-weight=\"600\" font-size=\"14\"");
        for (var i = 0; i <= 5; i++)
        {
            var y = Y(most * i / 5, most);
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Left}\" x2=\"{Right}\" y1=\"{y:0.0}\" y2=\"{y:0.0}\" stroke=\"#e2e8f0\"/>\n");
            Text(svg, Left - 8, y + 4, (most * i / 5).ToString("0.##", CultureInfo.InvariantCulture), "text-anchor=\"end\"");
        }

        foreach (var x in xs) Text(svg, X(x, xs), Height - Bottom + 18, x.ToString("0.##", CultureInfo.InvariantCulture), "text-anchor=\"middle\"");
        Text(svg, (Left + Right) / 2.0, Height - 8, horizontal, "text-anchor=\"middle\"");
        foreach (var (line, i) in lines.Select((l, i) => (l, i))) Line(svg, line, i, xs, most);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Line(StringBuilder svg, ChartLine line, int index, List<double> xs, double most)
    {
        var colour = Colours[index % Colours.Length];
        var dash = index >= Colours.Length ? " stroke-dasharray=\"5 3\"" : "";
        var shown = line.Points.Where(p => !double.IsNaN(p.Y.Mean)).ToList();
        var points = string.Join(' ', shown.Select(p => string.Create(CultureInfo.InvariantCulture, $"{X(p.X, xs):0.0},{Y(p.Y.Mean, most):0.0}")));
        svg.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>\n");
        foreach (var (x, y) in shown)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{X(x, xs):0.0}\" x2=\"{X(x, xs):0.0}\" y1=\"{Y(y.Low, most):0.0}\" y2=\"{Y(y.High, most):0.0}\" stroke=\"{colour}\" opacity=\"0.4\"/>\n");
            svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{X(x, xs):0.0}\" cy=\"{Y(y.Mean, most):0.0}\" r=\"3\" fill=\"{colour}\"/>\n");
        }

        var top = Top + 16 * index;
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{Right + 14}\" x2=\"{Right + 34}\" y1=\"{top}\" y2=\"{top}\" stroke=\"{colour}\" stroke-width=\"2\"{dash}/>\n");
        Text(svg, Right + NameAt, top + 4, line.Title, "font-size=\"11\"");
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string attributes) =>
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.0}\" y=\"{y:0.0}\" fill=\"#0f172a\" {attributes}>{WebUtility.HtmlEncode(text)}</text>\n");

    private static double X(double x, List<double> xs) => xs.Count < 2 ? (Left + Right) / 2.0 : Left + 12 + (Right - Left - 24) * (x - xs[0]) / (xs[^1] - xs[0]);

    private static double Y(double y, double most) => Height - Bottom - (Height - Bottom - Top) * Math.Clamp(y, 0, most) / most;
}
