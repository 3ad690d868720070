using System.Globalization;
using System.Numerics;
using SkiaSharp;

namespace ConceptHub.Catalog;

/// <summary>
/// What a picture looks like in 256 bits, so that it is known again after it was scaled or saved anew: brightness on 64 x 64 fields, of
/// whose cosine transform the 16 x 16 lowest waves are compared with their median. This is PDQ (Facebook, "The TMK+PDQF video-hashing
/// algorithm and the PDQ image-hashing algorithm", 2019) with exact fields in the place of its two box filters; prints of other programs
/// are therefore near, not equal.
/// </summary>
internal readonly record struct PicturePrint(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    /// <summary>Digits of the text.</summary>
    public const int Digits = 64;

    /// <summary>Prints with at most so many other bits are of the same picture; docs/security.md tells how it was measured.</summary>
    public const int NearBits = 40;

    private const int Side = 64, Kept = 16;

    // A print of next to nothing is noise, and near to many: PDQ's own measure and bound.
    private const int LeastDetail = 50;

    // A mirrored picture has every second wave of a row upside down.
    private const ulong EverySecond = 0x5555_5555_5555_5555;

    private static readonly float[] Waves = Cosines();

    /// <param name="picture">Four bytes a pixel: red, green, blue and one more.</param>
    /// <returns>Null when the picture is too plain to be known again.</returns>
    public static PicturePrint? Of(SKBitmap picture)
    {
        var fields = Fields(picture);
        if (Detail(fields) < LeastDetail) return null;
        var waves = LowWaves(fields);
        var median = waves.Order().ElementAt(waves.Length / 2 - 1);
        Span<ulong> bits = stackalloc ulong[4];
        for (var i = 0; i < waves.Length; i++)
            if (waves[i] > median) bits[i / 64] |= 1UL << (i % 64);
        return new PicturePrint(bits[0], bits[1], bits[2], bits[3]);
    }

    /// <summary>Of a stored picture.</summary>
    /// <returns>Null when it cannot be read, too.</returns>
    public static PicturePrint? Of(Stream file)
    {
        using var codec = SKCodec.Create(file);
        if (codec is null) return null;
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        return codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success ? Of(bitmap) : null;
    }

    public static PicturePrint? Parse(string? text)
    {
        if (text is not { Length: Digits }) return null;
        Span<ulong> parts = stackalloc ulong[4];
        for (var i = 0; i < parts.Length; i++)
            if (!ulong.TryParse(text.AsSpan(i * 16, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out parts[i])) return null;
        return new PicturePrint(parts[0], parts[1], parts[2], parts[3]);
    }

    /// <summary>Bits that differ, 0 to 256; pictures of nothing in common differ in about 128.</summary>
    public int DistanceTo(PicturePrint other) =>
        BitOperations.PopCount(First ^ other.First) + BitOperations.PopCount(Second ^ other.Second) + BitOperations.PopCount(Third ^ other.Third) + BitOperations.PopCount(Fourth ^ other.Fourth);

    /// <summary>The same picture, perhaps mirrored.</summary>
    public bool IsNear(PicturePrint other) => DistanceTo(other) <= NearBits || Mirrored.DistanceTo(other) <= NearBits;

    /// <summary>Of the picture in a mirror, but for what lies at the median.</summary>
    public PicturePrint Mirrored => new(First ^ EverySecond, Second ^ EverySecond, Third ^ EverySecond, Fourth ^ EverySecond);

    public override string ToString() => $"{First:x16}{Second:x16}{Third:x16}{Fourth:x16}";

    /// <summary>Mean brightness, 0 to 255, of 64 x 64 equal fields; [row, column].</summary>
    private static float[] Fields(SKBitmap picture)
    {
        var (fields, line) = (new float[Side * Side], new float[Side]);
        var (columns, rows) = (Shares(picture.Width), Shares(picture.Height));
        var pixels = picture.GetPixelSpan();
        for (var y = 0; y < picture.Height; y++)
        {
            Array.Clear(line);
            var row = pixels[(y * picture.RowBytes)..];
            for (var x = 0; x < picture.Width; x++)
            {
                var luma = 0.299f * row[4 * x] + 0.587f * row[4 * x + 1] + 0.114f * row[4 * x + 2];
                foreach (var (field, share) in columns[x]) line[field] += luma * share;
            }

            foreach (var (field, share) in rows[y])
                for (var x = 0; x < Side; x++) fields[field * Side + x] += line[x] * share;
        }

        return fields;
    }

    // Which fields a line of pixels lies in, and how much of each field it is.
    private static (int Field, float Share)[][] Shares(int pixels) => [.. Enumerable.Range(0, pixels).Select(pixel =>
    {
        var (from, to) = (pixel * (double)Side / pixels, (pixel + 1) * (double)Side / pixels);
        return Enumerable.Range((int)from, Math.Min(Side, (int)Math.Ceiling(to)) - (int)from)
            .Select(field => (field, (float)(Math.Min(to, field + 1) - Math.Max(from, field)))).ToArray();
    })];

    // PDQ's measure: how often and how much neighbours differ.
    private static int Detail(float[] fields)
    {
        var sum = 0;
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                if (y > 0) sum += (int)Math.Abs((fields[y * Side + x] - fields[(y - 1) * Side + x]) * 100 / 255);
                if (x > 0) sum += (int)Math.Abs((fields[y * Side + x] - fields[y * Side + x - 1]) * 100 / 255);
            }
        }

        return Math.Min(100, sum / 90);
    }

    /// <summary>Waves 1 to 16 down by waves 1 to 16 across; the mean brightness, wave 0, is left out.</summary>
    private static float[] LowWaves(float[] fields)
    {
        var (half, waves) = (new float[Kept * Side], new float[Kept * Kept]);
        for (var u = 0; u < Kept; u++)
            for (var y = 0; y < Side; y++)
                for (var x = 0; x < Side; x++) half[u * Side + x] += Waves[u * Side + y] * fields[y * Side + x];
        for (var u = 0; u < Kept; u++)
            for (var v = 0; v < Kept; v++)
                for (var x = 0; x < Side; x++) waves[u * Kept + v] += half[u * Side + x] * Waves[v * Side + x];
        return waves;
    }

    private static float[] Cosines() =>
        [.. from wave in Enumerable.Range(1, Kept) from place in Enumerable.Range(0, Side) select (float)(Math.Sqrt(2.0 / Side) * Math.Cos(Math.PI / (2 * Side) * wave * (2 * place + 1)))];
}
