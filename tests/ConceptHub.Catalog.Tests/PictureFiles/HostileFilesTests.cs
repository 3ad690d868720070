using System.Diagnostics;
using System.Text;

namespace ConceptHub.Catalog.Tests;

/// <summary>Files made to hurt: nothing is thrown, nothing takes long, nothing grows.</summary>
public sealed class HostileFilesTests
{
    private const string Params = "a dog\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 1, Size: 64x64";

    public static TheoryData<string, byte[]> Rubbish => new()
    {
        { "nothing", [] },
        { "no picture", "PK\u0003\u0004 and more"u8.ToArray() },
        { "half a surrogate pair", MadeFiles.Png(MadeFiles.Text("prompt", """{"1":{"class_type":"\ud800","inputs":{"latent_image":["1",0],"positive":["1",0]}}}""")) },
        { "half a surrogate pair as a name", MadeFiles.Png(MadeFiles.Text("prompt", """{"\ud800":{"class_type":"a","inputs":{}}}""")) },
        { "a deep list", MadeFiles.Png(MadeFiles.Text("prompt", "{\"1\":" + new string('[', 100_000))) },
        { "an own record of nothing", MadeFiles.Png(MadeFiles.Text("concepthub", """{"format":1,"settings":null}""")) },
        { "an own record out of all bounds", MadeFiles.Png(MadeFiles.Text("concepthub", """{"format":1,"settings":{"prompt":"a","steps":100000}}""")) },
        { "an own record of the future", MadeFiles.Png(MadeFiles.Text("concepthub", """{"format":2,"settings":{"prompt":"a"}}""")) },
        { "a list for a record", MadeFiles.Png(MadeFiles.Text("parameters", """{"sui_image_params":[1,2]}""")) },
        { "a packed text that wants a dictionary", MadeFiles.Png(new PngChunk("zTXt", [.. "parameters\0\0"u8, 0x78, 0x20, 1, 2, 3, 4, 5, 6])) },
        { "a comment of one byte", MadeFiles.Jpeg([1]) },
    };

    [Theory]
    [MemberData(nameof(Rubbish))]
    public void Rubbish_says_nothing(string what, byte[] file)
    {
        Assert.True(FileSettingsReader.Read(file) is null, what);
    }

    [Fact]
    public void Inflating_text_is_stopped_and_what_stands_beside_it_is_read()
    {
        var bomb = MadeFiles.Compressed("comment", new byte[200_000_000]);
        var file = MadeFiles.Png(bomb, MadeFiles.Text("parameters", Params));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var said = FileSettingsReader.Read(file);

        Assert.Equal("a dog", said?.Prompt);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    [Fact]
    public void Many_inflating_texts_are_given_up_on_together()
    {
        var bomb = MadeFiles.Compressed("comment", new byte[100_000_000]);
        var file = MadeFiles.Png([.. Enumerable.Repeat(bomb, 90), MadeFiles.Text("parameters", Params)]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var said = FileSettingsReader.Read(file);

        Assert.Equal("a dog", said?.Prompt);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60_000_000);
    }

    [Fact]
    public void Entries_of_exif_that_all_name_the_whole_block_are_read_once()
    {
        const int Entries = 512, Words = 60_000;
        var block = new byte[8 + 2 + (12 * Entries) + 4 + Words];
        "II*\0"u8.CopyTo(block);
        (block[4], block[8], block[9]) = (8, Entries & 0xFF, Entries >> 8);
        for (var entry = 0; entry < Entries; entry++)
        {
            var at = block.AsSpan(10 + (12 * entry));
            (at[0], at[1], at[2]) = (0x86, 0x92, 7);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(at[4..], Words);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(at[8..], block.Length - Words);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(FileSettingsReader.Read(MadeFiles.Png(new PngChunk("eXIf", block))));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void Knots_circles_and_endless_tags_take_no_time()
    {
        // Each node joins the one before it with itself twice: 2^60 ways, and a circle at the end.
        var knot = new StringBuilder("""{"s":{"class_type":"KSampler","inputs":{"latent_image":["n0",0],"positive":["n0",0],"negative":["n0",0],"model":["n0",0],"seed":["n0",0]}}""");
        for (var i = 0; i < 60; i++)
        {
            var next = i == 59 ? "n0" : $"n{i + 1}";
            knot.Append(System.Globalization.CultureInfo.InvariantCulture, $$$""","n{{{i}}}":{"class_type":"Join","inputs":{"conditioning_1":["{{{next}}}",0],"conditioning_2":["{{{next}}}",0],"text":["{{{next}}}",0],"value":["{{{next}}}",0],"model":["{{{next}}}",0],"samples":["{{{next}}}",0]}}""");
        }

        knot.Append('}');
        var tags = string.Concat(Enumerable.Repeat("<lora:", 200_000)) + "\n" + Params[6..];
        var commas = "a\nSteps: 1" + string.Concat(Enumerable.Repeat(", a:\"[{", 200_000));
        var clock = Stopwatch.StartNew();

        var graph = FileSettingsReader.Read(MadeFiles.Png(MadeFiles.Text("prompt", knot.ToString())));
        var endless = FileSettingsReader.Read(MadeFiles.Png(MadeFiles.Text("parameters", tags)));
        FileSettingsReader.Read(MadeFiles.Png(MadeFiles.Text("parameters", commas)));

        Assert.Equal("", graph?.Prompt);
        Assert.Equal(20, endless?.Steps);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5); // milliseconds, even on a busy machine
    }

    [Fact]
    public void Files_cut_off_anywhere_or_altered_anywhere_never_throw()
    {
        byte[][] files =
        [
            MadeFiles.Png(MadeFiles.Text("prompt", """{"1":{"class_type":"KSampler","inputs":{"positive":["1",0],"latent_image":["1",0]}}}"""), MadeFiles.International("parameters", Params, isPacked: true)),
            MadeFiles.Jpeg([.. "UNICODE\0"u8, .. Encoding.BigEndianUnicode.GetBytes(Params)]),
            MadeFiles.Webp(MadeFiles.ExifComment([.. "UNICODE\0"u8, .. Encoding.Unicode.GetBytes(Params)], isLittle: true)),
        ];
        var random = new Random(20);
        foreach (var file in files)
        {
            for (var length = 0; length < Math.Min(file.Length, 700); length++) FileSettingsReader.Read(file.AsSpan(0, length));
            for (var round = 0; round < 3000; round++)
            {
                var altered = (byte[])file.Clone();
                for (var i = 0; i < 4; i++) altered[random.Next(Math.Min(altered.Length, 600))] = (byte)random.Next(256);
                FileSettingsReader.Read(altered);
            }
        }

        Assert.All(files, file => Assert.NotNull(FileSettingsReader.Read(file)));
    }
}
