using System.Globalization;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Seats;

/// <summary>Sites by blocks; each concept's blocks in its colour, blocks that two concepts hold ringed and split. Works with and without a circuit.</summary>
public sealed partial class SeatMap
{
    private const int Cell = 16;
    private const int Step = 19;
    private const int Left = 62;
    private const int Top = 15;

    /// <summary>The concepts to seat; those without a codeword of this model are left out by the caller.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<SeatHolder> Holders { get; set; } = [];

    /// <summary>Names with colours below the map.</summary>
    [Parameter] public bool ShowLegend { get; set; } = true;

    private int Width => Left + Plan.Blocks * Step - (Step - Cell);

    private int Height => Top + Plan.Sites.Count * Step - (Step - Cell);

    private IEnumerable<Seat> Taken =>
        from holder in Holders
        from site in Enumerable.Range(0, Math.Min(Plan.Sites.Count, holder.Seats.Blocks.Count))
        group holder by (Site: site, Block: holder.Seats[site]) into seat
        orderby seat.Key.Site, seat.Key.Block
        select new Seat(seat.Key.Site, seat.Key.Block, [.. seat]);

    private string Description
    {
        get
        {
            var seats = string.Join("; ", Holders.Select(holder => SeatsTexts.HoldsBlocks.With(holder.Name, string.Join(", ", holder.Seats.Blocks))));
            var shared = Taken.Count(seat => seat.Holders.Count > 1);
            return SeatsTexts.SeatMap.With(Plan.Sites.Count, Plan.Blocks, seats, Shared(shared));
        }
    }

    private static string Shared(int count) => count switch
    {
        0 => SeatsTexts.NoBlockShared,
        1 => SeatsTexts.OneBlockShared,
        _ => SeatsTexts.ManyBlocksShared.With(count),
    };

    private static int X(int block) => Left + block * Step;

    private static int Y(int site) => Top + site * Step;

    private static double PartWidth(Seat seat) => (double)Cell / seat.Holders.Count;

    private static string At(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private sealed record Seat(int Site, int Block, IReadOnlyList<SeatHolder> Holders)
    {
        public string Title => SeatsTexts.SeatOf.With(Site + 1, Block, string.Join($" {SeatsTexts.And} ", Holders.Select(holder => holder.Name)));
    }
}
