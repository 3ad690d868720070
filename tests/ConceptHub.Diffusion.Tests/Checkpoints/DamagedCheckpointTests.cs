using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Checkpoints;

namespace ConceptHub.Diffusion.Tests.Checkpoints;

/// <summary>
/// Files that are not what they say, in the place of a part's weights and as a checkpoint in one file: each refused with the reason, at
/// once, and without memory for more than what is read.
/// </summary>
public sealed class DamagedCheckpointTests : IDisposable
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);
    private const long BoundedBytes = 128 << 20;   // the format would allow a header of 100 MB, which takes a gigabyte to read

    private readonly RandomModelFolder _model = new(RandomModelFolder.First);

    private string PartFile => _model["text_encoder/model.safetensors"];

    private string SingleFile => _model["single.safetensors"];

    public static TheoryData<string, string> Damages => new()
    {
        { "truncated", "cut off" },
        { "longer", "appended" },
        { "overlapping", "gaps and overlaps" },
        { "header too long", "at most 16777216 are allowed" },
        { "header cut", "cut off" },
        { "wrong type", "expected F32, F16 or BF16" },
        { "NaN", "holds NaN or infinity" },
        { "infinity", "holds NaN or infinity" },
        { "duplicate", "twice" },
        { "empty tensors", "more than 20000 tensors" },
        { "zip", "zip archive" },
        { "pickle", "pickle" },
        { "nothing", "only 0 bytes" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_part_of_a_folder_is_refused(string damage, string sentence)
    {
        File.WriteAllBytes(PartFile, Damaged(damage, File.ReadAllBytes(PartFile)));

        var fault = Refused(() => StableDiffusionModel.Load(_model.Folder));

        Assert.Contains(sentence, fault.Message);
        Assert.Contains("text_encoder/model.safetensors", fault.Message);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Damaged_single_file_is_refused(string damage, string sentence)
    {
        SingleFileExport.Write(_model.Folder, SingleFile, TestContext.Current.CancellationToken);
        File.WriteAllBytes(SingleFile, Damaged(damage, File.ReadAllBytes(SingleFile)));
        var options = new ModelImportOptions { Tokenizer = _model["tokenizer"] };

        var fault = Refused(() => ModelImport.Import(SingleFile, _model["imported"], options, TestContext.Current.CancellationToken));

        Assert.Contains(sentence, fault.Message);
    }

    [Theory]
    [InlineData("model.ckpt")]
    [InlineData("model.safetensors")]
    [InlineData("picture.png")]
    public void Pickle_is_refused_whatever_its_extension(string name)
    {
        File.WriteAllBytes(_model[name], [0x80, 2, .. Encoding.ASCII.GetBytes("}q\0(X\0\0\0\0cos\nsystem\n")]);

        Assert.Contains("can run programs", Refused(() => ModelImport.Import(_model[name], _model["imported"], new ModelImportOptions(), TestContext.Current.CancellationToken)).Message);
    }

    [Fact]
    public void Folder_with_pickled_weights_alone_says_so()
    {
        File.Move(PartFile, _model["text_encoder/pytorch_model.bin"]);

        Assert.Contains("text_encoder/pytorch_model.bin is of a format that can run programs", Refused(() => StableDiffusionModel.Load(_model.Folder)).Message);
    }

    [Theory]
    [InlineData("unet", "block_out_channels", "[65536, 65536, 65536]")]
    [InlineData("vae", "block_out_channels", "[65536, 65536]")]
    [InlineData("text_encoder", "hidden_size", "1048576")]
    public void Config_of_a_giant_takes_no_memory(string part, string key, string value)
    {
        var config = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(_model[$"{part}/config.json"]))!;
        config[key] = System.Text.Json.Nodes.JsonNode.Parse(value);
        File.WriteAllText(_model[$"{part}/config.json"], config.ToJsonString());

        Assert.Contains("a model as its config.json says has more", Refused(() => StableDiffusionModel.Load(_model.Folder)).Message);
    }

    [Fact]
    public void Parts_of_different_models_are_refused()
    {
        using var other = new RandomModelFolder(RandomModelFolder.Second);
        foreach (var file in Directory.EnumerateFiles(other["text_encoder"])) File.Copy(file, _model[$"text_encoder/{Path.GetFileName(file)}"], overwrite: true);

        Assert.Contains("The UNet reads text features of 64 channels, but the text encoder gives 128", Refused(() => StableDiffusionModel.Load(_model.Folder)).Message);
    }

    public void Dispose() => _model.Dispose();

    private static InvalidModelException Refused(Action work)
    {
        var (fault, elapsed) = Timed(work);
        for (var again = 0; again < 2 && elapsed > AtOnce; again++) (fault, elapsed) = Timed(work);   // the machine may be busy with other tests
        Assert.InRange(elapsed, TimeSpan.Zero, AtOnce);
        return fault;
    }

    private static (InvalidModelException Fault, TimeSpan Elapsed) Timed(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var fault = Assert.Throws<InvalidModelException>(work);
        var elapsed = clock.Elapsed;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BoundedBytes);
        return (fault, elapsed);
    }

    private static byte[] Damaged(string damage, byte[] file) => damage switch
    {
        "truncated" => file[..^100],
        "longer" => [.. file, 0],
        "overlapping" => WithHeader(file, json => MovedBack(json)),
        "header too long" => WithLength(file, 99_000_000),
        "header cut" => file[..200],
        "wrong type" => WithHeader(file, json => json.Replace("\"F32\"", "\"I32\"", StringComparison.Ordinal)),
        "NaN" => WithLastFloat(file, float.NaN),
        "infinity" => WithLastFloat(file, float.NegativeInfinity),
        "duplicate" => WithHeader(file, Doubled),
        "empty tensors" => WithHeader(new byte[8], _ => Empty(100_000)),
        "zip" => [.. "PK"u8, 3, 4, .. new byte[60]],
        "pickle" => [0x80, 2, .. "}q\0(X"u8, .. new byte[60]],
        _ => [],
    };

    // The second tensor begins four bytes early.
    private static string MovedBack(string json)
    {
        var second = json.IndexOf("\"data_offsets\":[", json.IndexOf("\"data_offsets\":[0,", StringComparison.Ordinal) + 1, StringComparison.Ordinal) + "\"data_offsets\":[".Length;
        var numbers = json[second..json.IndexOf(']', second)].Split(',').Select(long.Parse).ToArray();
        return json[..second] + $"{numbers[0] - 4},{numbers[1] - 4}" + json[json.IndexOf(']', second)..];
    }

    private static string Doubled(string json)
    {
        var end = json.LastIndexOf('}');
        return json[..end] + """,   "twice":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"twice":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""";
    }

    private static string Empty(int count) =>
        $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"t{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}"))}}}";

    private static byte[] WithHeader(byte[] file, Func<string, string> change)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        var header = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(file, 8, length)));
        return WithLength([.. new byte[8], .. header, .. file[(8 + length)..]], header.Length);
    }

    private static byte[] WithLength(byte[] file, long length)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)length);
        return file;
    }

    private static byte[] WithLastFloat(byte[] file, float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(file.Length - 4), value);
        return file;
    }
}
