using SkiaSharp;

namespace ConceptHub.Catalog.Tests;

/// <summary>Distances as docs/security.md tells them, on the pictures of the shipped concepts.</summary>
public sealed class PicturePrintTests
{
    private static readonly Lazy<IReadOnlyList<(string File, PicturePrint Print)>> All = new(() => [.. SeedPictures.Files.Select(file => (file, PrintOf(File.ReadAllBytes(file))!.Value))]);

    public static TheoryData<string> Changes => ["JPEG 50", "WebP 75", "half the size", "twice the size", "a fifth brighter", "half as bright", "1 % cut off", "mirrored"];

    [Theory]
    [MemberData(nameof(Changes))]
    public void Changed_picture_is_known_again(string change)
    {
        var far = SeedPictures.Files.Where((_, place) => place % 3 == 0).Where(file => !IsKnown(File.ReadAllBytes(file), change)).Select(Path.GetFileName).ToList();

        Assert.Empty(far);
    }

    [Fact]
    public void Pictures_of_different_concepts_are_far_from_each_other()
    {
        var near = from one in All.Value
                   from other in All.Value
                   where Path.GetDirectoryName(one.File) != Path.GetDirectoryName(other.File) && one.Print.IsNear(other.Print)
                   select (one.File, other.File);

        Assert.Empty(near);
    }

    [Fact]
    public void Plain_picture_has_no_print()
    {
        Assert.Null(PrintOf(TestHub.Png(96, 80, 40)));
        Assert.Null(PicturePrint.Of(new MemoryStream("no picture"u8.ToArray())));
    }

    [Fact]
    public void Text_of_a_print_is_read_back()
    {
        var print = All.Value[0].Print;

        Assert.Equal(print, PicturePrint.Parse(print.ToString()));
        Assert.Equal(0, print.DistanceTo(print));
        Assert.InRange(print.DistanceTo(print.Mirrored), 120, 136); // half of the waves
        Assert.Null(PicturePrint.Parse("ff"));
        Assert.Null(PicturePrint.Parse(new string('x', PicturePrint.Digits)));
    }

    private static bool IsKnown(byte[] file, string change)
    {
        var print = PrintOf(file)!.Value;
        using var picture = SeedPictures.Open(file);
        using var changed = change switch
        {
            "JPEG 50" => SeedPictures.Open(SeedPictures.Saved(file, SKEncodedImageFormat.Jpeg, 50)),
            "WebP 75" => SeedPictures.Open(SeedPictures.Saved(file, SKEncodedImageFormat.Webp, 75)),
            "half the size" => SeedPictures.Drawn(picture, picture.Width / 2, picture.Height / 2),
            "twice the size" => SeedPictures.Drawn(picture, picture.Width * 2, picture.Height * 2),
            "a fifth brighter" => SeedPictures.Brighter(picture, 1.2f),
            "half as bright" => SeedPictures.Brighter(picture, .5f),
            "1 % cut off" => SeedPictures.Cropped(picture, .01f),
            _ => SeedPictures.Mirrored(picture),
        };
        return PicturePrint.Of(changed) is { } other && print.IsNear(other);
    }

    private static PicturePrint? PrintOf(byte[] file) => PicturePrint.Of(new MemoryStream(file));
}
