using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace ConceptHub.Catalog.Tests;

public sealed class UploadsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> BadFiles => new()
    {
        { "empty", "is empty." },
        { "text", "is no picture in PNG, JPEG or WebP format." },
        { "svg", "is no picture in PNG, JPEG or WebP format." },
        { "gif", "is no picture in PNG, JPEG or WebP format." },
        { "tiny", "is 32 x 200 pixels; at least 64 on each side are needed." },
        { "wide bomb", "is 65535 x 64 pixels; at most 8192 on a side and 40 megapixels are accepted." },
        { "square bomb", "is 30000 x 30000 pixels; at most 8192 on a side and 40 megapixels are accepted." },
        { "largest bomb", "is 4294967295 x 4294967295 pixels; at most 8192 on a side and 40 megapixels are accepted." },
        { "jpeg bomb", "is 65500 x 65500 pixels; at most 8192 on a side and 40 megapixels are accepted." },
        { "no sides", "is damaged: its size cannot be read." },
        { "cut png", "is cut off: the end of the file is missing." },
        { "cut jpeg", "is cut off: the end of the file is missing." },
        { "header only", "is damaged: its size cannot be read." },
        { "scrambled png", "is damaged and cannot be opened." },
        { "animated png", "is animated; please give a still picture." },
        { "animated webp", "is animated; please give a still picture." },
        { "too large", "is larger than 10 MB." },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task Bad_file_is_refused_with_its_reason(string which, string sentence)
    {
        var read = await new PictureUploads().ReadAsync(new MemoryStream(BadFile(which)), Token);

        Assert.Equal(new ReadPicture.Refused(sentence), read);
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public async Task Good_picture_is_encoded_anew_without_what_was_hidden_in_it(SKEncodedImageFormat format)
    {
        byte[] file = [.. TestHub.Encoded(120, 90, 77, format), .. "<script>alert(1)</script>"u8];

        var clean = Assert.IsType<ReadPicture.Clean>(await new PictureUploads().ReadAsync(new MemoryStream(file), Token));

        Assert.Equal((120, 90), (clean.WidthPixels, clean.HeightPixels));
        Assert.Equal(PictureFormat.Png, PictureHeader.FormatOf(clean.Png));
        Assert.DoesNotContain("script", Encoding.Latin1.GetString(clean.Png));
    }

    [Fact]
    public async Task Turned_photograph_is_stored_upright_without_its_metadata()
    {
        var file = WithOrientation(TestHub.Encoded(120, 90, 77, SKEncodedImageFormat.Jpeg), 6);

        var clean = Assert.IsType<ReadPicture.Clean>(await new PictureUploads().ReadAsync(new MemoryStream(file), Token));

        Assert.Equal((90, 120), (clean.WidthPixels, clean.HeightPixels));
        using var stored = SKBitmap.Decode(clean.Png);
        Assert.All([stored.GetPixel(2, 2), stored.GetPixel(87, 117), stored.GetPixel(45, 60)], pixel => Assert.InRange(pixel.Green, 80, 100)); // JPEG is not exact
        Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(clean.Png));
    }

    [Fact]
    public async Task Large_photograph_is_stored_smaller()
    {
        var clean = Assert.IsType<ReadPicture.Clean>(await new PictureUploads().ReadAsync(new MemoryStream(TestHub.Encoded(3000, 1500, 9, SKEncodedImageFormat.Jpeg)), Token));

        Assert.Equal((1024, 512), (clean.WidthPixels, clean.HeightPixels));
    }

    [Fact]
    public async Task Good_files_stay_and_bad_ones_are_named()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await hub.Get<TrainDrafts>().StartAsync(ann, Token);
        var good = TestHub.Png(100, 100, 1);
        UploadedFile[] files = [File("good.png", good), File("../../notes.txt", "hello"u8.ToArray()), File("again.png", good), File("other.png", TestHub.Png(100, 100, 2))];

        var result = Assert.IsType<AddPicturesResult.Added>(await hub.Get<TrainDrafts>().AddPicturesAsync(ann, draft, files, Token));

        Assert.Equal(2, result.Pictures.Count);
        Assert.Equal([new FileProblem("../../notes.txt", "is no picture in PNG, JPEG or WebP format."), new FileProblem("again.png", "is in the draft already.")], result.Problems);
        Assert.Equal(result.Pictures, (await hub.Get<TrainDrafts>().FindAsync(ann, draft, Token))!.Pictures);
    }

    [Fact]
    public async Task Thirty_first_picture_is_left_out_and_two_are_too_few()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var drafts = hub.Get<TrainDrafts>();
        UploadedFile[] Files(int count) => [.. Enumerable.Range(0, count).Select(i => File($"{i}.png", TestHub.Png(64, 64, (byte)i)))];

        var full = await drafts.StartAsync(ann, Token);
        var result = Assert.IsType<AddPicturesResult.Added>(await drafts.AddPicturesAsync(ann, full, Files(31), Token));
        var few = await drafts.StartAsync(ann, Token);
        await drafts.AddPicturesAsync(ann, few, Files(2), Token);
        await drafts.DescribeAsync(ann, few, new DraftDescription { TriggerWord = "rex", ClassWord = "dog" }, Token);
        var refused = await hub.Get<Training>().SubmitAsync(ann, TestHub.Model, few, Token);

        Assert.Equal(new FileProblem("30.png", "was left out: a training takes at most 30 pictures."), Assert.Single(result.Problems));
        Assert.Equal(["A training needs at least 3 pictures; there are 2."], Assert.IsType<SubmitResult.Refused>(refused).Problems);
    }

    [Fact]
    public async Task Pictures_of_a_draft_are_seen_by_its_owner_only()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben", HubRoles.Administrator));
        var draft = await hub.DraftAsync(ann, "rex");
        var blob = (await hub.Get<TrainDrafts>().FindAsync(ann, draft, Token))!.Pictures[0].Blob;

        await using var mine = (await hub.Get<BlobAccess>().OpenAsync(blob, ann, Token))!.Content;
        Assert.Null(await hub.Get<BlobAccess>().OpenAsync(blob, ben, Token));
        Assert.Null(await hub.Get<BlobAccess>().OpenAsync(blob, null, Token));
        Assert.Null(await hub.Get<BlobAccess>().OpenAsync("../../hub.db", ann, Token));
    }

    private static UploadedFile File(string name, byte[] content) => new(name, new MemoryStream(content));

    private static byte[] BadFile(string which) => which switch
    {
        "empty" => [],
        "text" => "Dear hub, this is no picture."u8.ToArray(),
        "svg" => "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(),
        "gif" => "GIF89a\u0001\u0000\u0001\u0000"u8.ToArray(),
        "tiny" => TestHub.Png(32, 200, 1),
        "wide bomb" => Claiming(65535, 64),
        "square bomb" => Claiming(30000, 30000),
        "largest bomb" => Claiming(uint.MaxValue, uint.MaxValue),
        "jpeg bomb" => JpegClaiming(65500),
        "no sides" => Claiming(0, 100),
        "cut png" => Noise(SKEncodedImageFormat.Png)[..^2000],
        "cut jpeg" => Noise(SKEncodedImageFormat.Jpeg)[..^2000],
        "header only" => TestHub.Png(100, 100, 1)[..20],
        "scrambled png" => Scrambled(),
        "animated png" => WithChunk(TestHub.Png(100, 100, 1), "acTL", new byte[8]),
        "animated webp" => AnimatedWebp(),
        "too large" => new byte[PictureUploads.MaximumBytes + 1],
        _ => throw new ArgumentOutOfRangeException(nameof(which)),
    };

    private static byte[] Claiming(uint width, uint height)
    {
        var file = TestHub.Png(100, 100, 1);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(20), height);
        return file;
    }

    private static byte[] JpegClaiming(ushort side)
    {
        var file = TestHub.Encoded(100, 100, 1, SKEncodedImageFormat.Jpeg);
        var at = file.AsSpan().IndexOf(new byte[] { 0xFF, 0xC0 });
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at + 5), side);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(at + 7), side);
        return file;
    }

    private static byte[] Noise(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(128, 128);
        var random = new Random(5);
        for (var y = 0; y < 128; y++)
            for (var x = 0; x < 128; x++)
                bitmap.SetPixel(x, y, new SKColor((uint)random.Next() | 0xFF000000));
        using var data = bitmap.Encode(format, 95);
        return data.ToArray();
    }

    private static byte[] Scrambled()
    {
        var file = Noise(SKEncodedImageFormat.Png);
        var data = file.AsSpan().IndexOf("IDAT"u8) + 4;
        file.AsSpan(data, 40).Fill(0xEE);
        return file;
    }

    private static byte[] WithChunk(byte[] png, string type, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)content.Length);
        return [.. png[..33], .. length, .. Encoding.ASCII.GetBytes(type), .. content, 0, 0, 0, 0, .. png[33..]];
    }

    private static byte[] AnimatedWebp()
    {
        var file = new byte[60];
        "RIFF"u8.CopyTo(file);
        "WEBPVP8X"u8.CopyTo(file.AsSpan(8));
        file[16] = 10;
        file[20] = 0x02; // the animation flag
        file[24] = file[27] = 99;
        return file;
    }

    private static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        // A minimal EXIF block: little-endian TIFF with one entry, tag 0x0112.
        byte[] exif = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
