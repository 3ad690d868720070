using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Cli.Pretrain;

namespace ConceptHub.Cli.Tests;

public sealed class ImportTests(UntrainedHome home)
{
    private const string Layer = "lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_v";

    [Fact]
    public async Task Ordinary_lora_changes_the_picture_by_its_strength()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        WriteLora(concepthub["lora.safetensors"]);

        await DrawAsync(concepthub, "base.png");
        await DrawAsync(concepthub, "none.png", "--lora", "lora.safetensors:0");
        var drawn = await DrawAsync(concepthub, "some.png", "--lora", "lora.safetensors:1.5");

        Assert.Equal((0, ""), (drawn.Status, string.Concat(drawn.Error.Split('\n').Where(line => line.StartsWith("warning", StringComparison.Ordinal)))));
        Assert.Equal(File.ReadAllBytes(concepthub["base.png"]), File.ReadAllBytes(concepthub["none.png"]));
        Assert.NotEqual(File.ReadAllBytes(concepthub["base.png"]), File.ReadAllBytes(concepthub["some.png"]));
    }

    [Fact]
    public async Task Imported_lora_is_a_lora_again_and_its_figures_are_told()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        WriteLora(concepthub["lora.safetensors"]);

        var imported = await concepthub.RunAsync("import", "lora.safetensors", "--trigger", "mira", "--out", "niche.safetensors", "--json", "import.json");

        Assert.Equal(0, imported.Status);
        Assert.StartsWith("niche.safetensors  ", imported.Output);
        var figures = Figures(concepthub["import.json"]);
        Assert.Equal((1, 1), (figures["import.layers.projected"], figures["import.layers"]));
        Assert.InRange(figures["import.kept"], 0, 1);
        Assert.InRange(figures["import.drift"], 0, figures["import.drift.lora"]);
        Assert.Equal(0, (await DrawAsync(concepthub, "niche.png", "--lora", "niche.safetensors")).Status);
    }

    [Fact]
    public async Task Distilled_lora_is_a_concept_of_the_reserved_number()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        WriteLora(concepthub["lora.safetensors"]);

        var imported = await concepthub.RunAsync("import", "lora.safetensors", "--trigger", "mira", "--method", "distil", "--number", "3", "--steps", "1", "--out", "mira.safetensors");
        var merged = await concepthub.RunAsync("merge", "mira.safetensors");

        Assert.Equal((0, 0), (imported.Status, merged.Status));
        using var file = File.OpenRead(concepthub["mira.safetensors"]);
        Assert.Equal("3", SafetensorsFile.ReadHeader(file).Metadata["blocklora.concept_number"]);
    }

    [Theory]
    [InlineData(2, "does not exist", "lost.safetensors", "--trigger", "mira")]
    [InlineData(2, "A trigger word begins with a letter", "lora.safetensors", "--trigger", "9%")]
    [InlineData(2, "a strength goes from 0 to 2", "lora.safetensors:9", "--trigger", "mira")]
    [InlineData(2, "The embedding 'lost' does not exist", "lora.safetensors", "--trigger", "mira", "--embedding", "lost")]
    [InlineData(1, "is refused: This is a zip archive", "archive.safetensors", "--trigger", "mira")]
    public async Task Impossible_import_is_refused_with_a_sentence(int status, string sentence, params string[] arguments)
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        WriteLora(concepthub["lora.safetensors"]);
        File.WriteAllText(concepthub["archive.safetensors"], "PK\u0003\u0004 and more");

        var ended = await concepthub.RunAsync(["import", .. arguments, "--out", "out.safetensors"]);

        Assert.Equal(status, ended.Status);
        Assert.Contains(sentence, ended.Error);
        Assert.False(File.Exists(concepthub["out.safetensors"]));
    }

    private static Task<Ended> DrawAsync(Concepthub concepthub, string file, params string[] more) =>
        concepthub.RunAsync(["generate", "--prompt", "a cat", "--seed", "3", "--steps", "2", "--out", file, .. more]);

    private static void WriteLora(string path)
    {
        var (outputs, inputs) = (EmbeddedModel.UNet.BlockOutChannels[^1], EmbeddedModel.UNet.CrossAttentionDim);
        var random = new Random(6);
        SafetensorsTensor Numbers(string name, int rows, int columns) =>
            SafetensorsTensor.FromFloats($"{Layer}.{name}.weight", SafetensorsType.F16, [rows, columns], [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle() - 0.5f)]);
        using var file = File.Create(path);
        SafetensorsWriter.Write(file, [Numbers("lora_down", 4, inputs), Numbers("lora_up", outputs, 4)]);
    }

    private static Dictionary<string, double> Figures(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.GetProperty("results").EnumerateArray().ToDictionary(r => r.GetProperty("name").GetString()!, r => r.GetProperty("value").GetDouble());
    }
}
