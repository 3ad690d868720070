namespace ConceptHub.Diffusion.Autoencoders;

/// <summary>
/// Pictures with the statistics of photos and drawings, made of nothing: shaded ellipses of all sizes that cover each other (the dead leaves
/// model: Lee, Mumford, Huang 2001), so that edges, surfaces and colours are as frequent as in the world.
/// </summary>
internal static class PreviewLessons
{
    private const int Leaves = 40, Seed = 20;
    private const double LargestLeaf = 0.6, SmallestLeaf = 0.04;   // radius as a share of the edge

    /// <summary>The same pictures each time, of <paramref name="edge"/> × <paramref name="edge"/> pixels.</summary>
    public static IReadOnlyList<RgbImage> Draw(int count, int edge)
    {
        var chance = new Random(Seed);
        return [.. Enumerable.Range(0, count).Select(_ => Picture(chance, edge))];
    }

    private static RgbImage Picture(Random chance, int edge)
    {
        var pixels = new byte[edge * edge * 3];
        Fill(pixels, edge, chance, (_, _) => true);
        for (var leaf = 0; leaf < Leaves; leaf++)
        {
            // Radii with a density of r⁻³, which makes the picture look alike at every scale.
            var radius = edge * SmallestLeaf / Math.Sqrt(1 - chance.NextDouble() * (1 - Math.Pow(SmallestLeaf / LargestLeaf, 2)));
            var (x, y, flat, turn) = (chance.NextDouble() * edge, chance.NextDouble() * edge, 0.3 + 0.7 * chance.NextDouble(), chance.NextDouble() * Math.PI);
            var (cosine, sine) = (Math.Cos(turn) / radius, Math.Sin(turn) / radius);
            Fill(pixels, edge, chance, (px, py) =>
            {
                var (along, across) = ((px - x) * cosine + (py - y) * sine, ((py - y) * cosine - (px - x) * sine) / flat);
                return along * along + across * across < 1;
            });
        }

        return new RgbImage(edge, edge, pixels);
    }

    /// <summary>A colour that changes evenly over the picture, wherever the leaf is.</summary>
    private static void Fill(byte[] pixels, int edge, Random chance, Func<int, int, bool> isInside)
    {
        var colour = Enumerable.Range(0, 3).Select(_ => chance.NextDouble() * 255).ToArray();
        var slope = Enumerable.Range(0, 6).Select(_ => (chance.NextDouble() - 0.5) * 120 / edge).ToArray();
        for (var y = 0; y < edge; y++)
            for (var x = 0; x < edge; x++)
                for (var c = 0; c < 3 && isInside(x, y); c++)
                    pixels[(y * edge + x) * 3 + c] = (byte)Math.Clamp(colour[c] + slope[c] * (x - edge / 2) + slope[c + 3] * (y - edge / 2), 0, 255);
    }
}
