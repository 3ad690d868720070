using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Train;

/// <summary>Loss and erase loss over the steps, as far as they were measured.</summary>
public sealed partial class LossChart
{
    private const double Width = 640;
    private const double Height = 230;
    private const double Left = 52;
    private const double Bottom = 24;
    private const double Top = 10;

    [Parameter, EditorRequired] public IReadOnlyList<JobMetricPoint> Points { get; set; } = [];

    /// <summary>Steps in all, so that the curve grows into its frame.</summary>
    [Parameter] public int Of { get; set; }

    private int Last => Math.Max(Of, Points[^1].Step);

    private double Ceiling => Math.Max(1e-6, Points.Max(point => Math.Max(point.Loss, point.EraseLoss ?? 0)) * 1.05);

    private string Description => TrainTexts.LossCurve.With(Exact(Points[0].Loss), Points[0].Step, Exact(Points[^1].Loss), Points[^1].Step);

    private IEnumerable<(string Value, double Y)> Marks => Enumerable.Range(0, 4)
        .Select(i => Ceiling * i / 3)
        .Select(value => (value.ToString("0.00", CultureInfo.InvariantCulture), Y(value)));

    private static string Exact(double loss) => loss.ToString("0.000", CultureInfo.InvariantCulture);

    private static string F(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private double X(int step) => Left + (Width - Left - 6) * (step - 1) / Math.Max(1, Last - 1);

    private double Y(double value) => Top + (Height - Top - Bottom) * (1 - value / Ceiling);

    private string Line(Func<JobMetricPoint, double?> of) => string.Join(' ', Points
        .Where(point => of(point) is not null)
        .Select(point => $"{F(X(point.Step))},{F(Y(of(point)!.Value))}"));
}
