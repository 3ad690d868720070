using System.Security.Cryptography;
using System.Text.Json;
using ConceptHub.BlockLora.Tests.Adapters;

namespace ConceptHub.BlockLora.Tests.Export;

public sealed class ExportFileTests
{
    private static readonly ExportReceipt Receipt = new()
    {
        Title = "Two friends",
        Format = "kohya",
        Exporter = "ConceptHub 1",
        Date = new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero),
        BaseModel = "base",
        BlockPlan = "plan",
        Concepts = [new ReceiptConcept("Mira", 2, "hash", 0.85f, "others may share it", "ana", "mira", 3, "1 2 3")],
        Terms = ["You may sell pictures made with it."],
    };

    [Fact]
    public void Receipt_has_the_hashes_of_every_file_however_it_was_cut()
    {
        var tensors = new[] { SafetensorsTensor.FromFloats("a", SafetensorsType.F32, [3], [1, 2, 3]) };
        using var whole = new MemoryStream();
        SafetensorsWriter.Write(whole, tensors, new Dictionary<string, string> { ["key"] = "value" });
        var bytes = whole.ToArray();

        var files = WriteAll([
            new ExportFile("weights.safetensors", stream => SafetensorsWriter.Write(stream, tensors, new Dictionary<string, string> { ["key"] = "value" })),
            new ExportFile("cut.safetensors", stream => { foreach (var one in bytes) stream.WriteByte(one); }),
            ExportFile.OfText("words.txt", "hello"),
        ]);

        var data = $"0x{Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(bytes.Length - 12)))}";
        using var receipt = JsonDocument.Parse(files["receipt.json"]);
        var told = receipt.RootElement.GetProperty("files").Deserialize<ReceiptFile[]>(JsonSerializerOptions.Web)!;
        Assert.Equal(
            [
                new ReceiptFile("weights.safetensors", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), data),
                new ReceiptFile("cut.safetensors", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), data),
                new ReceiptFile("words.txt", 5, Convert.ToHexStringLower(SHA256.HashData("hello"u8)), null),
            ], told);
        Assert.Equal(bytes, files["weights.safetensors"]);
    }

    [Fact]
    public void Receipt_for_people_says_the_same()
    {
        var text = System.Text.Encoding.UTF8.GetString(WriteAll([ExportFile.OfText("words.txt", "hello")])["receipt.txt"]);

        Assert.StartsWith("Two friends\nExported on 1 March 2026, 12:30 UTC by ConceptHub 1, as kohya.\n", text);
        Assert.Contains("- Mira, version 2, by ana: strength 0.85\n  write <mira>; concept number 3, blocks 1 2 3\n  adapter SHA-256 hash\n  licence: others may share it\n", text);
        Assert.Contains("- You may sell pictures made with it.\n", text);
        Assert.Contains("- words.txt, 5 bytes\n", text);
    }

    [Fact]
    public void Trigger_word_of_a_hostile_file_names_no_other_folder()
    {
        var concept = new ExportedConcept(Small.Adapter(0) with { TriggerWord = "../../etc/passwd" }, 1, "Evil", "hash");

        var files = LoraExportFiles.Of(Small.Plan(), [concept], new LoraExportOptions { Format = LoraFormat.Kohya }, "../up");

        Assert.Equal(["---up.safetensors", "embeddings/------etc-passwd.safetensors"], files.Select(file => file.Path));
    }

    private static Dictionary<string, byte[]> WriteAll(IEnumerable<ExportFile> files)
    {
        var places = new Dictionary<string, MemoryStream>();
        ExportFile.WriteAll(files, Receipt, path => places[path] = new MemoryStream());
        return places.ToDictionary(it => it.Key, it => it.Value.ToArray());
    }
}
