using SkiaSharp;

namespace ConceptHub.ToyWorld.Drawing;

/// <summary>Changes to finished pictures; pixels are RGB, row-major, changed in place.</summary>
internal static class Filters
{
    public const int BlocksAcross = 16;

    public static void Tone(byte[] pixels, Func<float, SKColor> tone)
    {
        var table = new SKColor[256];
        for (var i = 0; i < table.Length; i++) table[i] = tone(i / 255f);
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var colour = table[(pixels[i] * 77 + pixels[i + 1] * 151 + pixels[i + 2] * 28) >> 8];
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (colour.Red, colour.Green, colour.Blue);
        }
    }

    public static void Pixelate(byte[] pixels, int size)
    {
        var averages = BlockAverages(pixels, size);
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var colour = averages[y * BlocksAcross / size * BlocksAcross + x * BlocksAcross / size];
                var i = (y * size + x) * 3;
                (pixels[i], pixels[i + 1], pixels[i + 2]) = (colour.Red, colour.Green, colour.Blue);
            }
    }

    /// <returns>The mean colours of 16 by 16 blocks, row-major.</returns>
    public static SKColor[] BlockAverages(byte[] pixels, int size)
    {
        var sums = new int[BlocksAcross * BlocksAcross, 4];
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var block = y * BlocksAcross / size * BlocksAcross + x * BlocksAcross / size;
                var i = (y * size + x) * 3;
                for (var channel = 0; channel < 3; channel++) sums[block, channel] += pixels[i + channel];
                sums[block, 3]++;
            }

        return [.. Enumerable.Range(0, BlocksAcross * BlocksAcross).Select(b => new SKColor(
            (byte)(sums[b, 0] / sums[b, 3]), (byte)(sums[b, 1] / sums[b, 3]), (byte)(sums[b, 2] / sums[b, 3])))];
    }

    /// <summary>Each round weighs a pixel with its neighbours 1 2 1, along rows and then along columns.</summary>
    public static void Soften(byte[] pixels, int size, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            SoftenAlong(pixels, size, step: 3, lineStep: size * 3);
            SoftenAlong(pixels, size, step: size * 3, lineStep: 3);
        }
    }

    public static void FadeBorder(byte[] pixels, int size)
    {
        var width = size / 9f;
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
            {
                var depth = Math.Min(Math.Min(x, y), size - 1 - Math.Max(x, y)) / width;
                if (depth >= 1) continue;
                var i = (y * size + x) * 3;
                for (var c = i; c < i + 3; c++) pixels[c] = (byte)(252 + (pixels[c] - 252) * depth * depth);
            }
    }

    private static void SoftenAlong(byte[] pixels, int size, int step, int lineStep)
    {
        for (var line = 0; line < size; line++)
            for (var channel = 0; channel < 3; channel++)
            {
                var at = line * lineStep + channel;
                int before = pixels[at];
                for (var k = 0; k < size; k++, at += step)
                {
                    int here = pixels[at], after = k + 1 < size ? pixels[at + step] : here;
                    pixels[at] = (byte)((before + 2 * here + after + 2) >> 2);
                    before = here;
                }
            }
    }
}
