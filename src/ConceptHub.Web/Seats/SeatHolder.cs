using ConceptHub.BlockLora;

namespace ConceptHub.Web.Seats;

/// <summary>One concept in a seat map.</summary>
/// <param name="Name">As the legend shows it.</param>
/// <param name="ConceptNumber">Gives its colour, the same everywhere on the site.</param>
/// <param name="Seats">One block for each site.</param>
public sealed record SeatHolder(string Name, int ConceptNumber, Codeword Seats)
{
    public string Color => SeatColor.Of(ConceptNumber);
}

/// <summary>Colours of concepts: hues a golden angle apart, lightness from the theme, so that any few differ clearly.</summary>
public static class SeatColor
{
    private const double GoldenAngle = 137.50776;

    /// <summary>A CSS colour that follows light and dark.</summary>
    public static string Of(int conceptNumber)
    {
        var hue = (int)(conceptNumber * GoldenAngle % 360);
        return $"oklch(var(--seat-lightness) var(--seat-chroma) {hue})";
    }
}
