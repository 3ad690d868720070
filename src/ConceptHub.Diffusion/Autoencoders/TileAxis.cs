using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>Where the tiles lie along one edge of a picture, and how much each counts. All lengths in latents.</summary>
internal sealed class TileAxis
{
    private readonly long _overlap;

    /// <param name="length">Of the picture.</param>
    /// <param name="tile">Of a tile; a shorter picture is one tile.</param>
    /// <param name="overlap">At least shared by neighbours; less than half a tile, so that no more than two tiles meet.</param>
    public TileAxis(long length, long tile, long overlap)
    {
        Length = length;
        Tile = Math.Min(tile, length);
        _overlap = Math.Clamp(overlap, 0, (tile - 1) / 2);
        var count = length <= tile ? 1 : (length - _overlap + tile - _overlap - 1) / (tile - _overlap);
        Starts = [.. Enumerable.Range(0, (int)count).Select(i => count == 1 ? 0 : (length - Tile) * i / (count - 1))];
    }

    public long Length { get; }

    public long Tile { get; }

    /// <summary>Rising, the first 0, the last <see cref="Length"/> - <see cref="Tile"/>.</summary>
    public IReadOnlyList<long> Starts { get; }

    /// <summary>
    /// The share of the tile at <paramref name="start"/> in each of its pixels, [tile * scale]: 1 inside, falling linearly where it meets a
    /// neighbour. The shares of all tiles over a pixel add up to 1.
    /// </summary>
    public Tensor Weight(long start, int scale, Device device)
    {
        var total = Enumerable.Repeat(0.0, (int)(Tile * scale)).ToArray();
        foreach (var other in Starts)
            for (var i = 0; i < total.Length; i++) total[i] += Raw(start * scale + i, other, scale);
        return tensor([.. total.Select((sum, i) => (float)(Raw(start * scale + i, start, scale) / sum))], device: device);
    }

    // Pixels count at their centres; at the picture's own edges nothing falls.
    private double Raw(long pixel, long start, int scale)
    {
        var (from, to) = (pixel + 0.5 - start * scale, (start + Tile) * scale - pixel - 0.5);
        if (from < 0 || to < 0) return 0;
        var ramp = Math.Max(1, _overlap * scale);
        var head = start == 0 ? 1 : Math.Min(1, from / ramp);
        var tail = start + Tile == Length ? 1 : Math.Min(1, to / ramp);
        return head * tail;
    }
}
