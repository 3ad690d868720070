using System.Text.Json;
using ConceptHub.Diffusion;
using ConceptHub.ToyWorld.HeldOut;

namespace ConceptHub.Cli.Tests;

public sealed class TrainAndMergeTests(UntrainedHome home)
{
    [Fact]
    public async Task Two_trained_concepts_merge_and_come_out_without_a_trace()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        var mira = await TrainAsync(concepthub, 0, "mira.safetensors");
        var tano = await TrainAsync(concepthub, 1, "tano.safetensors");
        Assert.Equal((0, 0), (mira.Status, tano.Status));

        var merged = await concepthub.RunAsync("merge", "mira.safetensors:0.8", "tano.safetensors", "--json", "merge.json");

        Assert.Contains("No two concepts share a block.", merged.Output);
        var figures = Figures(concepthub["merge.json"]);
        Assert.Equal((1, 1, 1), (figures["recipe.unmerge.restores_base"], figures["recipe.unmerge.one.exact"], figures["recipe.merge.repeatable"]));
        Assert.InRange(figures["recipe.merge.p50"], 0.001, 60_000);
    }

    [Fact]
    public async Task Exported_model_draws_by_its_trigger_words()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        await TrainAsync(concepthub, 0, "mira.safetensors");
        Assert.Equal(0, (await concepthub.RunAsync("export", "mira.safetensors", "--format", "model", "--out", "merged")).Status);

        var alone = await concepthub.RunAsync("generate", "--prompt", "<mira> person", "--seed", "1", "--steps", "2", "--adapter", "mira.safetensors", "--out", "alone.png");
        var folder = await concepthub.RunAsync("generate", "--prompt", "<mira> person", "--seed", "1", "--steps", "2", "--model", "merged", "--out", "folder.png");

        Assert.Equal((0, 0), (alone.Status, folder.Status));
        Assert.DoesNotContain("warning", folder.Error);
        var (one, other) = (PngFile.Read(concepthub["alone.png"]), PngFile.Read(concepthub["folder.png"]));
        Assert.InRange(MeanDifference(one, other), 0, 3);   // the folder's weights are rounded to fp16
    }

    [Fact]
    public async Task Exported_recipe_is_a_folder_with_weights_embeddings_and_receipt()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        await TrainAsync(concepthub, 0, "mira.safetensors");
        await TrainAsync(concepthub, 1, "tano.safetensors");

        var kohya = await concepthub.RunAsync("export", "mira.safetensors:0.5", "tano.safetensors", "--out", "kohya", "--title", "Two friends");
        var peft = await concepthub.RunAsync("export", "mira.safetensors:0.5", "tano.safetensors", "--format", "peft", "--out", "peft");
        var again = await concepthub.RunAsync("export", "mira.safetensors", "--out", "kohya");

        Assert.Equal((0, 0, 2), (kohya.Status, peft.Status, again.Status));
        Assert.Contains("is not empty", again.Error);
        Assert.Contains("read back: the UNet's output differs from the merge's by at most", peft.Output);
        Assert.Equal(["embeddings/mira.safetensors", "embeddings/tano.safetensors", "receipt.json", "receipt.txt", "two-friends.safetensors"], Files(concepthub["kohya"]));
        Assert.Equal(["adapter_config.json", "adapter_model.safetensors", "embeddings/mira.safetensors", "embeddings/tano.safetensors", "receipt.json", "receipt.txt"], Files(concepthub["peft"]));
        using var receipt = JsonDocument.Parse(File.ReadAllText(concepthub["kohya/receipt.json"]));
        Assert.Equal([0.5, 1.0], receipt.RootElement.GetProperty("concepts").EnumerateArray().Select(c => c.GetProperty("strength").GetDouble()));
    }

    [Fact]
    public async Task Concepts_that_share_a_number_are_shown_as_overlapping()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        await TrainAsync(concepthub, 0, "mira.safetensors");
        await TrainAsync(concepthub, 1, "tano.safetensors", number: 0);

        var merged = await concepthub.RunAsync("merge", "mira.safetensors", "tano.safetensors");

        Assert.Contains("Overlaps", merged.Output);
        Assert.Contains("100 %", merged.Output);
    }

    [Fact]
    public async Task Damaged_adapter_is_refused_with_the_reason()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        await TrainAsync(concepthub, 0, "mira.safetensors");
        var bytes = File.ReadAllBytes(concepthub["mira.safetensors"]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(concepthub["mira.safetensors"], bytes);

        var ended = await concepthub.RunAsync("merge", "mira.safetensors");

        Assert.Equal(1, ended.Status);
        Assert.Contains("mira.safetensors is refused: The numbers do not match the checksum", ended.Error);
    }

    [Fact]
    public async Task Too_few_pictures_are_refused()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        WritePictures(concepthub, HeldOutConcepts.All[0], 2);

        var ended = await concepthub.RunAsync("train", "--pictures", "mira", "--trigger", "mira");

        Assert.Equal(2, ended.Status);
        Assert.Contains("holds 2 pictures (PNG, JPEG, WebP); a concept needs 3 to 30.", ended.Error);
    }

    [Fact]
    public async Task Broken_picture_is_named_and_nothing_is_written()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        WritePictures(concepthub, HeldOutConcepts.All[0], 3);
        File.WriteAllText(concepthub["mira/9.png"], "no picture");

        var ended = await concepthub.RunAsync("train", "--pictures", "mira", "--trigger", "mira", "--out", "mira.safetensors");

        Assert.Equal(1, ended.Status);
        Assert.Contains("9.png is no picture, or is damaged.", ended.Error);
        Assert.Empty(Directory.GetFiles(concepthub.Folder));
    }

    private static async Task<Ended> TrainAsync(Concepthub concepthub, int concept, string file, int? number = null)
    {
        var held = HeldOutConcepts.All[concept];
        WritePictures(concepthub, held, 3);
        return await concepthub.RunAsync("train", "--pictures", held.TriggerWord, "--trigger", held.TriggerWord, "--class", held.ClassWord,
            "--number", $"{number ?? concept}", "--steps", "2", "--out", file);
    }

    private static void WritePictures(Concepthub concepthub, HeldOutConcept concept, int count)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            var picture = concept.Draw(random);
            PngFile.Write(concepthub[$"{concept.TriggerWord}/{i}.png"], new RgbImage(picture.Size, picture.Size, picture.Pixels));
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal);

    private static Dictionary<string, double> Figures(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        Assert.Equal("merge", json.RootElement.GetProperty("command").GetString());
        return json.RootElement.GetProperty("results").EnumerateArray().ToDictionary(r => r.GetProperty("name").GetString()!, r => r.GetProperty("value").GetDouble());
    }

    private static double MeanDifference(RgbImage one, RgbImage other) => one.Pixels.Zip(other.Pixels, (a, b) => Math.Abs(a - b)).Average();
}
