using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>When pictures are cut into tiles, and how.</summary>
public sealed record TilingOptions
{
    /// <summary>Pictures of more pixels are tiled; default 1024 × 1024, which takes some gigabytes whole in Stable Diffusion's decoder.</summary>
    public long LargestWholePixels { get; init; } = 1024 * 1024;

    /// <summary>Edge of a tile in pixels, rounded down to whole latents; default 512.</summary>
    public int TilePixels { get; init; } = 512;

    /// <summary>What neighbours share at least, less than half a tile; default a quarter of a tile, as diffusers.</summary>
    public int OverlapPixels { get; init; } = 128;
}

/// <summary>
/// Runs another autoencoder over overlapping tiles, one at a time, so that its memory is bounded by the tile and not by the picture.
/// Overlaps are blended linearly, as diffusers 0.31 does (autoencoder_kl.py, tiled_decode); other than there all tiles have the full
/// size and are spread evenly, so that none is a narrow rest without surroundings. Convolutions see the same away from seams; group norms
/// and attention see the tile for the whole, so a KL decoder's tiles differ a little in brightness.
/// </summary>
/// <param name="whole">Does the work; not owned.</param>
/// <param name="options">Null takes the defaults.</param>
public sealed class TiledAutoencoder(IAutoencoder whole, TilingOptions? options = null) : IAutoencoder
{
    private readonly TilingOptions _options = options ?? new TilingOptions();

    public int Factor => whole.Factor;

    public int LatentChannels => whole.LatentChannels;

    /// <inheritdoc/>
    public Tensor Encode(Tensor image)
    {
        if (image.shape[2] * image.shape[3] <= _options.LargestWholePixels) return whole.Encode(image);
        return Tiled(image, Grid(image.shape[2] / Factor), Grid(image.shape[3] / Factor), whole.Encode, from: Factor, to: 1);
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        if (latents.shape[2] * latents.shape[3] * Factor * Factor <= _options.LargestWholePixels) return whole.Decode(latents);
        return Tiled(latents, Grid(latents.shape[2]), Grid(latents.shape[3]), whole.Decode, from: 1, to: Factor);
    }

    public void Dispose()
    {
    }

    /// <summary>Along one edge, in latents.</summary>
    private TileAxis Grid(long length) => new(length, Math.Max(1, _options.TilePixels / Factor), Math.Max(1, _options.OverlapPixels / Factor));

    /// <param name="from">Pixels of the input per latent.</param>
    /// <param name="to">Pixels of the output per latent.</param>
    private static Tensor Tiled(Tensor input, TileAxis rows, TileAxis columns, Func<Tensor, Tensor> work, int from, int to)
    {
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        for (var picture = 0; picture < input.shape[0]; picture++)
            foreach (var top in rows.Starts)
                foreach (var left in columns.Starts)
                {
                    using var inner = NewDisposeScope();
                    var cut = input.narrow(0, picture, 1).narrow(2, top * from, rows.Tile * from).narrow(3, left * from, columns.Tile * from);
                    var done = work(cut);
                    sum ??= zeros([input.shape[0], done.shape[1], rows.Length * to, columns.Length * to], device: input.device).MoveToOuterDisposeScope();
                    var weight = rows.Weight(top, to, input.device).unsqueeze(1) * columns.Weight(left, to, input.device).unsqueeze(0);   // [h, w]
                    var place = sum.narrow(0, picture, 1).narrow(2, top * to, rows.Tile * to).narrow(3, left * to, columns.Tile * to);
                    place.add_(done * weight);
                }

        return sum!.MoveToOuterDisposeScope();
    }
}
