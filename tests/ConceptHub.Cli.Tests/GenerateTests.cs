using SkiaSharp;

namespace ConceptHub.Cli.Tests;

public sealed class GenerateTests(UntrainedHome home)
{
    [Fact]
    public async Task Missing_model_says_what_to_do()
    {
        using var concepthub = new Concepthub();
        var empty = Directory.CreateDirectory(concepthub["home"]).FullName;
        using var homeless = new Concepthub { Home = empty };

        var ended = await homeless.RunAsync("generate", "--prompt", "a cat");

        Assert.Equal(2, ended.Status);
        Assert.Contains("The embedded model is missing", ended.Error);
        Assert.Contains("concepthub pretrain", ended.Error);
    }

    [Theory]
    [InlineData("Write a prompt first", "--prompt", " ")]
    [InlineData("Steps must be 1 to 150", "--prompt", "a cat", "--steps", "0")]
    [InlineData("multiples of", "--prompt", "a cat", "--width", "100")]
    [InlineData("The nearest size is 96 × 128", "--prompt", "a cat", "--width", "100")]
    [InlineData("1 to 16, not 99", "--prompt", "a cat", "--count", "99")]
    [InlineData("has 3 layers", "--prompt", "a cat", "--clip-skip", "4")]
    [InlineData("at most 50 steps", "--prompt", "a cat", "--scheduler", "lcm", "--steps", "60")]
    [InlineData("'lost.png' does not exist", "--prompt", "a cat", "--init", "lost.png")]
    [InlineData("guidance scale", "--prompt", "a cat", "--guidance", "99")]
    [InlineData("should end in .png", "--prompt", "a cat", "--out", "cat.jpg")]
    [InlineData("does not exist", "--prompt", "a cat", "--adapter", "nothing.safetensors")]
    [InlineData("a strength goes from 0 to 2", "--prompt", "a cat", "--adapter", "nothing.safetensors:7")]
    [InlineData("There is no model 'nowhere'", "--prompt", "a cat", "--model", "nowhere")]
    public async Task Impossible_wish_is_refused_with_a_sentence(string sentence, params string[] arguments)
    {
        using var concepthub = new Concepthub { Home = home.Folder };

        var ended = await concepthub.RunAsync(["generate", .. arguments]);

        Assert.Equal(2, ended.Status);
        Assert.Contains(sentence, ended.Error);
        Assert.Empty(Directory.GetFiles(concepthub.Folder));
    }

    [Fact]
    public async Task Equal_seeds_give_equal_pictures_and_unknown_words_are_told()
    {
        using var concepthub = new Concepthub { Home = home.Folder };

        var first = await concepthub.RunAsync("generate", "--prompt", "a cat on the xylophone", "--seed", "3", "--steps", "2", "--out", "one.png");
        await concepthub.RunAsync("generate", "--prompt", "a cat on the xylophone", "--seed", "3", "--steps", "2", "--out", "two.png");

        Assert.Equal(0, first.Status);
        Assert.Contains("'xylophone'", first.Error);
        Assert.StartsWith("one.png  128 x 128  seed 3", first.Output);
        Assert.Equal(File.ReadAllBytes(concepthub["one.png"]), File.ReadAllBytes(concepthub["two.png"]));
    }

    [Fact]
    public async Task Batch_gets_numbered_files_and_each_seeds_own_picture()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        string[] wish = ["generate", "--prompt", "a cat", "--negative", "a dog", "--scheduler", "euler-a", "--steps", "2", "--width", "96", "--height", "48", "--clip-skip", "1"];

        var batch = await concepthub.RunAsync([.. wish, "--seed", "3", "--count", "2", "--out", "cats.png"]);
        var single = await concepthub.RunAsync([.. wish, "--seed", "4", "--out", "one.png"]);

        Assert.Equal((0, 0), (batch.Status, single.Status));
        Assert.Equal(["cats-1.png  96 x 48  seed 3", "cats-2.png  96 x 48  seed 4"], batch.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..line.LastIndexOf("  ", StringComparison.Ordinal)]));
        using var second = SKBitmap.Decode(concepthub["cats-2.png"]);
        using var alone = SKBitmap.Decode(concepthub["one.png"]);
        Assert.All(second.Pixels.Zip(alone.Pixels), pair => Assert.True(Math.Abs(pair.First.Red - pair.Second.Red) <= 1));   // a rounding may turn a shade
    }

    [Fact]
    public async Task Picture_is_drawn_over_in_its_own_shape()
    {
        using var concepthub = new Concepthub { Home = home.Folder };
        using (var start = new SKBitmap(300, 200))
        {
            start.Erase(SKColors.Teal);
            using var file = File.Create(concepthub["start.png"]);
            start.Encode(file, SKEncodedImageFormat.Png, 100);
        }

        var ended = await concepthub.RunAsync("generate", "--prompt", "a cat", "--init", "start.png", "--strength", "0.5", "--steps", "4", "--seed", "3", "--out", "over.png");

        Assert.Equal((0, ""), (ended.Status, string.Concat(ended.Error.Split('\n').Where(line => line.StartsWith("concepthub", StringComparison.Ordinal)))));
        Assert.StartsWith("over.png  192 x 128  seed 3", ended.Output);
    }

    [Fact]
    public async Task Embedded_model_draws_with_prompt_seed_and_file_alone()
    {
        using var concepthub = new Concepthub();
        Assert.SkipUnless(Directory.Exists(Path.Combine(EmbeddedFolder(), "unet")), "data/models/toyworld is not there yet.");

        var ended = await concepthub.RunAsync("generate", "--prompt", "a photo of a red cat on the beach", "--seed", "7", "--out", "cat.png");

        Assert.Equal((0, ""), (ended.Status, string.Concat(ended.Error.Split('\n').Where(line => line.StartsWith("warning", StringComparison.Ordinal)))));
        using var picture = SKBitmap.Decode(concepthub["cat.png"]);
        Assert.Equal((128, 128), (picture.Width, picture.Height));
        Assert.True(picture.Pixels.Distinct().Count() > 500, "The picture is nearly empty.");
    }

    private static string EmbeddedFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "appsettings.json"))) return Path.Combine(folder.FullName, "data", "models", "toyworld");
        throw new DirectoryNotFoundException("No home above the test.");
    }
}
