using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using ConceptHub.BlockLora;

namespace ConceptHub.Engine.Tests;

public sealed class RecipeExporterTests : IDisposable
{
    private readonly MemoryBlobs _blobs = new();
    private readonly DeviceThread _device = new(() => new FakeDevice());
    private readonly RecipeExporter _exporter;

    public RecipeExporterTests()
    {
        _device.Start();
        _exporter = new RecipeExporter(_device, _blobs);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ExportFormat.Kohya, "two-friends.safetensors")]
    [InlineData(ExportFormat.Diffusers, "pytorch_lora_weights.safetensors")]
    [InlineData(ExportFormat.Peft, "adapter_model.safetensors")]
    public async Task Archive_holds_the_lora_as_any_tool_reads_it_and_a_true_receipt(ExportFormat format, string weights)
    {
        var (alice, bob) = (Part("alice", 1, 0.5f), Part("bob", 2, 2));

        using var archive = new ZipArchive(await ExportAsync(Request(format, alice, bob)));

        using var file = new MemoryStream(Read(archive, weights));
        var config = archive.GetEntry("adapter_config.json") is { } entry ? System.Text.Encoding.UTF8.GetString(Read(archive, entry.FullName)) : null;
        var lora = LoraFile.Read(file, new FakeDevice().Model.Fit.Targets, config);
        Assert.All(lora.Modules, module => Assert.Equal(Expected(module, (1, 0.5f), (2, 2)), Product(module)));
        using var receipt = JsonDocument.Parse(Read(archive, "receipt.json"));
        var root = receipt.RootElement;
        Assert.Equal(("ana", "https://hub/recipes/1", "Two friends"), (root.GetProperty("exportedBy").GetString(), root.GetProperty("recipe").GetString(), root.GetProperty("title").GetString()));
        Assert.Equal([0.5, 2.0], root.GetProperty("concepts").EnumerateArray().Select(concept => concept.GetProperty("strength").GetDouble()));
        foreach (var told in root.GetProperty("files").EnumerateArray())
            Assert.Equal(told.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(Read(archive, told.GetProperty("path").GetString()!))));
        Assert.Equal(archive.Entries.Count - 2, root.GetProperty("files").GetArrayLength());
        Assert.Equal(SafetensorsFile.Read(new MemoryStream(file.ToArray())).Metadata["modelspec.hash_sha256"], root.GetProperty("files")[0].GetProperty("tensors").GetString());
    }

    [Fact]
    public async Task Gone_adapter_other_model_and_missing_base_are_refused_in_words()
    {
        var alice = Part("alice", 1, 1);
        var gone = alice with { Adapter = alice.Adapter with { AdapterBlob = new string('0', 64) } };

        Assert.Equal(FailureCode.MissingFile, (await RefusedAsync(Request(ExportFormat.Kohya, gone))).Code);
        Assert.Equal(FailureCode.WrongModel, (await RefusedAsync(Request(ExportFormat.Kohya, alice) with { BaseModelHash = "other" })).Code);
        Assert.Equal("The files of the base model are not on this machine, so no whole model can be made here.", (await RefusedAsync(Request(ExportFormat.Model, alice))).Message);
        Assert.NotEqual(0, (await ExportAsync(Request(ExportFormat.Kohya, alice))).Length);   // a refusal leaves the next its turn
    }

    public void Dispose()
    {
        _exporter.Dispose();
        _device.Dispose();
    }

    private async Task<MemoryStream> ExportAsync(ExportRequest request)
    {
        var archive = new MemoryStream();
        await _exporter.WriteAsync(request, archive, Token);
        archive.Position = 0;
        return archive;
    }

    private Task<JobRefusedException> RefusedAsync(ExportRequest request) => Assert.ThrowsAsync<JobRefusedException>(() => ExportAsync(request));

    private ExportPart Part(string trigger, int number, float strength)
    {
        using var file = new MemoryStream();
        ConceptAdapterFile.Write(file, Numbered(number, trigger), FakeDevice.Plan, Codebook.For(FakeDevice.Plan));
        return new ExportPart(new RecipeAdapter(Guid.NewGuid(), trigger, _blobs.Put(file.ToArray()), strength), 1, "others may share it", "ana");
    }

    private static ConceptAdapter Numbered(int number, string trigger) => FakeDevice.Adapter(number, trigger) with
    {
        Layers = [.. FakeDevice.Plan.Layers.Select(layer => new AdapterLayer(layer.Name, 1, [.. Enumerable.Range(0, 8).Select(i => i + number)], [number, -1]))],
    };

    private static ExportRequest Request(ExportFormat format, params ExportPart[] parts) => new()
    {
        Format = format,
        BaseModelHash = FakeDevice.Plan.BaseModelHash,
        Parts = parts,
        Title = "Two friends",
        FileName = "two-friends",
        Recipe = "https://hub/recipes/1",
        ExportedBy = "ana",
        Terms = ["You may sell pictures made with it."],
        Date = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
    };

    private static byte[] Read(ZipArchive archive, string path)
    {
        using var entry = archive.GetEntry(path)!.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    // [outputs, inputs] of what the concepts add, from their own numbers.
    private static float[] Expected(LoraModule module, params (int Number, float Strength)[] parts)
    {
        var layer = FakeDevice.Plan.Layers.Select((it, i) => (it, i)).Single(it => $"unet.{it.it.Name}" == module.Path);
        var sum = new float[layer.it.Outputs * layer.it.Inputs];
        foreach (var (number, strength) in parts)
        {
            var first = FakeDevice.Plan.Rows(layer.i, Codebook.For(FakeDevice.Plan).Encode(number)).Start.Value;
            var change = Numbered(number, "x").Layers[layer.i];
            for (var row = 0; row < change.B.Length; row++)
                for (var input = 0; input < layer.it.Inputs; input++) sum[(first + row) * layer.it.Inputs + input] += strength * change.B[row] * change.A[input];
        }

        return sum;
    }

    private static float[] Product(LoraModule module)
    {
        var (outputs, inputs) = (module.Up.Length / module.Rank, module.Down.Length / module.Rank);
        var product = new float[outputs * inputs];
        for (var row = 0; row < outputs; row++)
            for (var r = 0; r < module.Rank; r++)
                for (var input = 0; input < inputs; input++) product[row * inputs + input] += module.Scale * module.Up[row * module.Rank + r] * module.Down[r * inputs + input];
        return product;
    }
}
