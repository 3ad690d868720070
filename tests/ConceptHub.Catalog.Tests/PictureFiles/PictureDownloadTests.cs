using System.Text.Json;
using SkiaSharp;

namespace ConceptHub.Catalog.Tests;

/// <summary>Pictures that leave the hub, read back by a reader of chunks that shares nothing with the writer, and by the hub itself.</summary>
public sealed class PictureDownloadTests
{
    private static readonly NamedModel Installed = new("toyworld", "base");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static PictureSettings Settings => new()
    {
        Prompt = "a photo of <mira> dog, \"quoted\", 桜 🌸\nNegative prompt: not really",
        NegativePrompt = "blurry: very, dull",
        Width = 96,
        Height = 80,
        Steps = 12,
        GuidanceScale = 3.25f,
        Seed = 123456789012,
        Scheduler = "euler-a-karras",
        ClipSkip = 1,
    };

    [Fact]
    public async Task File_carries_the_settings_for_a1111_for_comfy_and_exactly()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann-with-a-name");
        var concept = await hub.PublishAsync(ann, "mira", "Mira");
        var picture = await DrawAsync(hub, ann, Settings with { Prompt = "a photo of <mira> dog" }, new RecipeEntry(concept, 1, 0.85f), new RecipeEntry(concept, 1, 1, Enabled: false));

        var file = (await hub.Get<PictureDownloads>().FindAsync(picture.Id, ann, Installed, Token))!;

        var texts = MadeFiles.Chunks(file.Png).Where(chunk => chunk.Type is "tEXt" or "iTXt").Select(MadeFiles.Read).ToDictionary(text => text.Keyword, text => text.Text);
        var adapter = (await hub.Get<Concepts>().FindAsync(concept, ann, Token))!.Versions[0].AdapterBlob[..10];
        Assert.Equal(
            $"a photo of <mira> dog <lora:mira-v1:0.85>\nNegative prompt: blurry: very, dull\n"
            + $"Steps: 12, Sampler: Euler a, Schedule type: Karras, CFG scale: 3.25, Seed: 123456789012, Size: 96x80, Model hash: base, Model: toyworld, Clip skip: 2, "
            + $"Lora hashes: \"mira-v1: {adapter}\", Hashes: {{\"lora:mira-v1\":\"{adapter}\"}}, Version: ConceptHub",
            texts["parameters"]);
        using var graph = JsonDocument.Parse(texts["prompt"]);
        Assert.Equal(["CheckpointLoaderSimple", "LoraLoader", "CLIPSetLastLayer", "CLIPTextEncode", "CLIPTextEncode", "EmptyLatentImage", "KSampler", "VAEDecode", "SaveImage"], graph.RootElement.EnumerateObject().Select(node => node.Value.GetProperty("class_type").GetString()));
        Assert.All(texts.Values, text => Assert.DoesNotContain("ann-with-a-name", text, StringComparison.OrdinalIgnoreCase));
        using var shown = SKBitmap.Decode(file.Png);
        Assert.Equal((96, 80), (shown.Width, shown.Height));
    }

    [Fact]
    public async Task What_the_hub_wrote_it_reads_back_exactly_and_others_nearly()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "mira", "Mira");
        var picture = await DrawAsync(hub, ann, Settings, new RecipeEntry(concept, 1, 0.85f) { Region = new RecipeRegion(0, 10, 50, 90) });

        var file = (await hub.Get<PictureDownloads>().FindAsync(picture.Id, ann, Installed, Token))!.Png;

        var own = FileSettingsReader.Read(file)!;
        Assert.Equal(Settings, own.Exact);
        Assert.Equal(picture.Recipe, (await hub.Get<ConceptRecall>().FindAsync(own.Concepts, ann, Token)).Recipe);
        var chunks = MadeFiles.Chunks(file);
        Assert.All(chunks.Where(chunk => chunk.Type == "iTXt"), chunk => Assert.Contains("桜", MadeFiles.Read(chunk).Text, StringComparison.Ordinal));
        var graph = FileSettingsReader.Read(MadeFiles.Png(chunks.Single(chunk => chunk.Type == "iTXt" && MadeFiles.Read(chunk).Keyword == "prompt")))!;
        Assert.Equal((Settings.Prompt, Settings.NegativePrompt, 12, 3.25, 123456789012UL, 96, 80, 1), (graph.Prompt, graph.NegativePrompt, graph.Steps, graph.GuidanceScale, graph.Seed, graph.Width, graph.Height, graph.ClipSkip));
        Assert.Equal([new FileConcept("mira-v1", 0.85)], graph.Concepts);
        Assert.Equal("euler-a-karras", graph.Sampler!.Scheduler);
    }

    [Fact]
    public async Task Parameters_alone_lead_back_to_the_same_recipe_by_the_hash_of_the_file()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "mira", "Mira");
        var picture = await DrawAsync(hub, ann, Settings with { Prompt = "a dog" }, new RecipeEntry(concept, 1, 0.85f));
        var file = (await hub.Get<PictureDownloads>().FindAsync(picture.Id, ann, Installed, Token))!.Png;

        var parameters = MadeFiles.Chunks(file).Single(chunk => chunk.Type == "tEXt" && MadeFiles.Read(chunk).Keyword == "parameters");
        var said = FileSettingsReader.Read(MadeFiles.Png(parameters))!;
        var recalled = await hub.Get<ConceptRecall>().FindAsync(said.Concepts, ann, Token);

        Assert.Equal(("a dog", "blurry: very, dull", 1, "euler-a-karras"), (said.Prompt, said.NegativePrompt, said.ClipSkip, said.Sampler!.Scheduler));
        Assert.Equal([new RecipeEntry(concept, 1, 0.85f)], recalled.Recipe);
        Assert.Empty(recalled.Notes);
    }

    [Fact]
    public async Task Private_picture_is_for_its_owner_and_nobody_else_learns_the_start_picture()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var upload = Assert.IsType<StartUploadResult.Kept>(await hub.Get<StartUploads>().AddAsync(ann, new UploadedFile("start.png", new MemoryStream(TestHub.Png(80, 80, 1))), Token)).Blob;
        var hidden = await DrawAsync(hub, ann, Settings);
        var shown = await DrawAsync(hub, ann, Settings with { Start = new StartPicture(upload, 0.5) });
        await hub.Get<OwnPictures>().ShowAsync(ann, [hidden.Id], PictureVisibility.Private, Token);

        Assert.Null(await hub.Get<PictureDownloads>().FindAsync(hidden.Id, ben, Installed, Token));
        Assert.Null(await hub.Get<PictureDownloads>().FindAsync(hidden.Id, null, Installed, Token));
        var others = (await hub.Get<PictureDownloads>().FindAsync(shown.Id, ben, Installed, Token))!.Png;
        var own = (await hub.Get<PictureDownloads>().FindAsync(shown.Id, ann, Installed, Token))!.Png;

        Assert.Equal(new StartPicture("", 0.5), FileSettingsReader.Read(others)!.Exact!.Start);
        Assert.Equal(new StartPicture(upload, 0.5), FileSettingsReader.Read(own)!.Exact!.Start);
        Assert.DoesNotContain(MadeFiles.Chunks(own), chunk => chunk.Type is "tEXt" or "iTXt" && MadeFiles.Read(chunk).Keyword == "prompt");
    }

    [Fact]
    public async Task Concept_that_was_hidden_since_is_not_named()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "mira", "Mira");
        var picture = await DrawAsync(hub, ann, Settings with { Prompt = "a dog" }, new RecipeEntry(concept, 1, 1));
        await hub.Get<Moderation>().HideAsync(Actor.Operator, new ModerationTarget(TargetKind.Concept, concept), "Odd.", Token);

        var file = (await hub.Get<PictureDownloads>().FindAsync(picture.Id, ann, Installed, Token))!.Png;

        Assert.All(MadeFiles.Chunks(file).Where(chunk => chunk.Type is "tEXt" or "iTXt"), chunk => Assert.DoesNotContain("mira", MadeFiles.Read(chunk).Text, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(concept, Assert.Single(FileSettingsReader.Read(file)!.Concepts).ConceptId);
    }

    private static Task<PictureInfo> DrawAsync(TestHub hub, Actor actor, PictureSettings settings, params RecipeEntry[] recipe) =>
        hub.DrawAsync(actor, settings, PictureVisibility.Public, recipe);
}
