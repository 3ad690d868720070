using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class SeedImportTests
{
    private static readonly Codebook Code = new(blocks: 4, sites: 2, digits: 2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seeds_are_published_once_with_their_own_numbers()
    {
        await using var hub = await TestHub.StartAsync();
        WriteSeed(hub, "mira", 5, "base");

        var first = await hub.Get<SeedImport>().ImportAsync(Plan("base"), Code, Token);
        var second = await hub.Get<SeedImport>().ImportAsync(Plan("base"), Code, Token);

        Assert.Equal((1, 0), (first.Imported, first.Skipped.Count));
        Assert.Equal((0, 1), (second.Imported, second.Present));
        var card = Assert.Single((await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = "mira" }, Token)).Cards.Items);
        Assert.Equal(("Mira", "mira", 5, "concepthub", ConceptKind.Person), (card.Name, card.Slug, card.ConceptNumber, card.CreatorName, card.Kind));
        var details = (await hub.Get<Concepts>().FindAsync(card.Id, null, Token))!;
        Assert.Equal(new PictureSettings { Prompt = "<mira> person in snow", Seed = 7, Steps = 12 }, Assert.Single(details.Showcase).Settings);
        Assert.Equal(3, details.TrainingExamples.Count);
    }

    [Fact]
    public async Task Seed_of_a_person_says_that_it_is_invented_also_where_it_came_before_anybody_was_asked()
    {
        await using var hub = await TestHub.StartAsync();
        WriteSeed(hub, "mira", 5, "base");
        await hub.Get<SeedImport>().ImportAsync(Plan("base"), Code, Token);
        var mira = Assert.Single((await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery(), Token)).Cards.Items).Id;
        var said = new DepictionInfo(DepictedPerson.Invented, "", "concepthub", 1, hub.Clock.GetUtcNow());

        Assert.Equal(said, (await hub.Get<Concepts>().FindAsync(mira, null, Token))!.Depicted);
        await using (var database = hub.Database()) await database.Depictions.ExecuteDeleteAsync(Token);
        await hub.Get<SeedImport>().ImportAsync(Plan("base"), Code, Token);
        await hub.Get<SeedImport>().ImportAsync(Plan("base"), Code, Token);

        Assert.Equal(said, (await hub.Get<Concepts>().FindAsync(mira, null, Token))!.Depicted);
        await using var after = hub.Database();
        Assert.Equal(1, await after.Depictions.CountAsync(Token));
    }

    [Fact]
    public async Task Members_get_no_number_of_the_seeds_pool()
    {
        await using var hub = await TestHub.StartAsync();
        WriteSeed(hub, "mira", 2, "base");
        await hub.Get<SeedImport>().ImportAsync(Plan("base"), Code, Token);

        var reserved = await hub.Get<Reservations>().ReserveAsync(InstalledModel.From(Plan("base"), Code), "job", Reservations.Commons, Token);

        Assert.Equal(new ReserveResult.Reserved(4), reserved);
    }

    [Fact]
    public async Task Seed_of_another_base_model_is_skipped_with_the_reason()
    {
        await using var hub = await TestHub.StartAsync();
        WriteSeed(hub, "mira", 5, "other");

        var report = await hub.Get<SeedImport>().ImportAsync(Plan("base"), Code, Token);

        Assert.StartsWith("mira: ", Assert.Single(report.Skipped));
        Assert.Contains("base model", report.Skipped[0]);
        Assert.Equal(0, (await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery(), Token)).Cards.Total);
    }

    [Fact]
    public async Task Seed_trained_anew_becomes_the_next_version()
    {
        await using var hub = await TestHub.StartAsync();
        WriteSeed(hub, "mira", 5, "base");
        await hub.Get<SeedImport>().ImportAsync(Plan("base"), Code, Token);
        WriteSeed(hub, "mira", 5, "better");

        var report = await hub.Get<SeedImport>().ImportAsync(Plan("better"), Code, Token);

        Assert.Equal((1, 0), (report.Imported, report.Skipped.Count));
        var card = Assert.Single((await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery(), Token)).Cards.Items);
        Assert.Equal(2, card.LatestVersion);
    }

    [Fact]
    public async Task Example_pictures_fill_a_draft_with_captions_for_any_trigger_word()
    {
        await using var hub = await TestHub.StartAsync();
        WriteSeed(hub, "mira", 5, "base");
        var ann = await hub.JoinAsync("ann");
        var draft = await hub.Get<TrainDrafts>().StartAsync(ann, Token);

        Assert.IsType<AddPicturesResult.Added>(await hub.Get<TrainDrafts>().AddExamplesAsync(ann, draft, "mira", Token));

        var info = (await hub.Get<TrainDrafts>().FindAsync(ann, draft, Token))!;
        Assert.Equal(("mira", 3), (Assert.Single(hub.Get<ExamplePictures>().List()).Slug, info.Pictures.Count));
        Assert.Equal("a photo of person number 0", info.Pictures[0].Caption);
        Assert.Equal((ConceptKind.Person, "person"), (info.Description.Kind, info.Description.ClassWord));
    }

    [Fact]
    public async Task Look_and_report_of_a_seed_come_with_it_and_only_for_the_adapter_they_are_of()
    {
        await using var hub = await TestHub.StartAsync();
        WriteSeed(hub, "mira", 5, "base");
        WriteReports(hub, "mira", 0.8);
        await hub.Get<SeedImport>().ImportAsync(Plan("base"), Code, Token);
        var card = Assert.Single((await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery(), Token)).Cards.Items);
        var model = InstalledModel.From(Plan("base"), Code);

        var report = (await StatusAsync(hub, card.Id)).Report!;
        Assert.Equal((0.8, 0), (report.Kept, report.Companions.Count));
        Assert.NotNull(await hub.Get<BlobAccess>().OpenAsync(Assert.Single(report.Pictures).MergedBlob, null, Token));
        Assert.Empty(await hub.Get<ConceptEmbeddings>().UnseenAsync(model, "looker", 9, Token));
        Assert.False(await hub.Get<KeptReports>().QueueNextAsync(model, Token));

        WriteSeed(hub, "mira", 5, "better");   // the reports are of the adapter before
        await hub.Get<SeedImport>().ImportAsync(Plan("better"), Code, Token);
        Assert.Null((await StatusAsync(hub, card.Id)).Report);
        Assert.Single(await hub.Get<ConceptEmbeddings>().UnseenAsync(InstalledModel.From(Plan("better"), Code), "looker", 9, Token));
    }

    private static async Task<KeptStatus> StatusAsync(TestHub hub, Guid concept) => await hub.Get<KeptReports>().StatusAsync((await hub.Get<Concepts>().FindAsync(concept, null, Token))!, null, Token);

    private static void WriteReports(TestHub hub, string slug, double kept)
    {
        var folder = Path.Combine(hub.Home.Seed, slug);
        var adapter = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(folder, "adapter.safetensors"))));
        var vector = Convert.ToBase64String(EmbeddingVector.Pack([1, 0]));
        File.WriteAllText(Path.Combine(folder, "embedding.json"), $$"""{"adapter": "{{adapter}}", "model": "looker", "vector": "{{vector}}"}""");
        Directory.CreateDirectory(Path.Combine(folder, "kept"));
        File.WriteAllText(Path.Combine(folder, "kept", "report.json"), FormattableString.Invariant($$"""
            {"adapter": "{{adapter}}", "kept": {{kept}}, "companions": [], "pictures": [{"prompt": "a photo of <mira> person", "seed": 7, "alone": "a.png", "merged": "b.png"}]}
            """));
        File.WriteAllBytes(Path.Combine(folder, "kept", "a.png"), TestHub.Png(64, 64, 1));
        File.WriteAllBytes(Path.Combine(folder, "kept", "b.png"), TestHub.Png(64, 64, 2));
    }

    private static BlockPlan Plan(string baseHash) => new(baseHash, 4,
    [
        new BlockSite("down", [new AdaptedLayer("down.to_q", 6, 8)]),
        new BlockSite("up", [new AdaptedLayer("up.to_q", 6, 8)]),
    ], tokenWidth: 5);

    private static void WriteSeed(TestHub hub, string slug, int number, string baseHash)
    {
        var folder = Directory.CreateDirectory(Path.Combine(hub.Home.Seed, slug)).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "training"));
        Directory.CreateDirectory(Path.Combine(folder, "showcase"));
        File.WriteAllText(Path.Combine(folder, "concept.json"), $$"""
            {"name": "Mira", "slug": "{{slug}}", "kind": "Person", "triggerWord": "<mira>", "classWord": "person", "description": "Drawn.", "conceptNumber": {{number}}}
            """);
        for (var i = 0; i < 3; i++) File.WriteAllBytes(Path.Combine(folder, "training", $"{i}.png"), TestHub.Png(64, 64, (byte)i));
        File.WriteAllText(Path.Combine(folder, "training.json"), """[{"file": "0.png", "caption": "a photo of <mira> person number 0"}]""");
        File.WriteAllBytes(Path.Combine(folder, "showcase", "snow.png"), TestHub.Png(64, 64, 99));
        File.WriteAllText(Path.Combine(folder, "showcase.json"), """[{"file": "snow.png", "prompt": "<mira> person in snow", "seed": 7, "settings": {"steps": 12}}]""");
        WriteAdapter(Path.Combine(folder, "adapter.safetensors"), number, Plan(baseHash));
    }

    private static void WriteAdapter(string path, int number, BlockPlan plan)
    {
        var codeword = Code.Encode(number);
        var adapter = new ConceptAdapter
        {
            ConceptNumber = number,
            Codeword = codeword,
            TriggerWord = "<mira>",
            ClassWord = "person",
            Kind = ConceptKind.Person,
            BaseModelHash = plan.BaseModelHash,
            PlanHash = plan.Hash,
            Layers = [.. plan.Layers.Select((layer, i) => new AdapterLayer(layer.Name, 1, new float[layer.Inputs], new float[plan.RowCount(layer, codeword[plan.LayerSites[i]])]))],
            TokenEmbedding = new TokenEmbedding(1, 5, new float[5]),
        };
        using var file = File.Create(path);
        ConceptAdapterFile.Write(file, adapter, plan, Code);
    }
}
