using System.Text.Json;
using ConceptHub.BlockLora;
using SkiaSharp;

namespace ConceptHub.Web.Tests;

/// <summary>Writes seed concepts as <c>data/seed</c> holds them: real adapter files for a small plan, real PNG pictures.</summary>
public static class SeedFolders
{
    public static BlockPlan Plan { get; } = BlockPlan.ForTransformers(
        new string('a', 64),
        [.. Sites.SelectMany(site => Parts.Select(part => new AdaptedLayer($"{site}.{part}", 8, 16)))],
        16, tokenWidth: 4);

    public static Codebook Code { get; } = Codebook.For(Plan);

    private static IEnumerable<string> Sites =>
    [
        "down_blocks.0.attentions.0.transformer_blocks.0", "down_blocks.1.attentions.0.transformer_blocks.0", "mid_block.attentions.0.transformer_blocks.0",
        "up_blocks.0.attentions.0.transformer_blocks.0", "up_blocks.0.attentions.1.transformer_blocks.0",
        "up_blocks.1.attentions.0.transformer_blocks.0", "up_blocks.1.attentions.1.transformer_blocks.0",
    ];

    private static IEnumerable<string> Parts => ["attn1.to_q", "attn1.to_k", "attn1.to_v", "attn1.to_out.0"];

    public static void Write(string seedFolder, Seed seed)
    {
        var folder = Path.Combine(seedFolder, seed.Slug);
        Directory.CreateDirectory(Path.Combine(folder, "showcase"));
        using (var file = File.Create(Path.Combine(folder, "adapter.safetensors"))) ConceptAdapterFile.Write(file, Adapter(seed), Plan, Code);
        var concept = new { seed.Name, seed.Slug, Kind = seed.Kind.ToString(), seed.TriggerWord, seed.ClassWord, seed.Description, seed.ConceptNumber };
        File.WriteAllText(Path.Combine(folder, "concept.json"), JsonSerializer.Serialize(concept, JsonSerializerOptions.Web));
        var said = new List<object>();
        for (var index = 0; index < seed.Pictures.Count; index++)
        {
            var name = $"{index:00}.png";
            File.WriteAllBytes(Path.Combine(folder, "showcase", name), seed.Pictures[index].Png);
            said.Add(new { File = name, seed.Pictures[index].Prompt, Seed = 40 + index });
        }

        File.WriteAllText(Path.Combine(folder, "showcase.json"), JsonSerializer.Serialize(said, JsonSerializerOptions.Web));
    }

    /// <summary>A plain picture; the colour makes its bytes, and so its hash, differ.</summary>
    public static byte[] Png(uint color)
    {
        using var bitmap = new SKBitmap(64, 64);
        bitmap.Erase(new SKColor(color | 0xff000000));
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    public static ConceptAdapter Adapter(Seed seed)
    {
        var codeword = Code.Encode(seed.ConceptNumber);
        var layers = Plan.Layers.Select((layer, index) =>
        {
            var rows = Plan.RowCount(layer, codeword[Plan.LayerSites[index]]);
            return new AdapterLayer(layer.Name, 1, [.. Enumerable.Repeat(0.01f * seed.ConceptNumber, layer.Inputs)], [.. Enumerable.Repeat(0.5f, rows)]);
        });
        return new ConceptAdapter
        {
            ConceptNumber = seed.ConceptNumber,
            Codeword = codeword,
            TriggerWord = seed.TriggerWord,
            ClassWord = seed.ClassWord,
            Kind = seed.Kind,
            BaseModelHash = Plan.BaseModelHash,
            PlanHash = Plan.Hash,
            Layers = [.. layers],
            TokenEmbedding = new TokenEmbedding(1, 4, [0.1f, 0.2f, 0.3f, 0.01f * seed.ConceptNumber]),
        };
    }
}

/// <param name="Pictures">Showcase: prompt and PNG bytes.</param>
public sealed record Seed(
    string Name, string Slug, ConceptKind Kind, string TriggerWord, string ClassWord, int ConceptNumber, string Description,
    IReadOnlyList<(string Prompt, byte[] Png)> Pictures);
