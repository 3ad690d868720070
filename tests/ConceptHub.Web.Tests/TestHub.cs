using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Catalog.Tests;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

/// <summary>A whole hub in a temporary folder: the real program, real SQLite, real blobs, three seed concepts.</summary>
public class TestHub : IAsyncLifetime
{
    private readonly string _home = Directory.CreateTempSubdirectory("concepthub-web-").FullName;
    private WebApplicationFactory<Program>? _factory;

    public IServiceProvider Services => _factory!.Services;

    /// <summary>How many sign-in posts a minute; generous, so that only the test of the limit meets it.</summary>
    protected virtual int SignInsPerMinute => 1000;

    /// <summary>What this hub is set to beside the usual.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    protected TestServer Server => _factory!.Server;

    /// <summary>A chance to put a device of a test's own in the place of the real one.</summary>
    protected virtual void Replace(IServiceCollection services)
    {
    }

    public async ValueTask InitializeAsync()
    {
        var seeds = Path.Combine(_home, "data", "seed");
        SeedFolders.Write(seeds, new Seed("Ada Lark", "ada-lark", ConceptKind.Person, "<ada>", "person", 1, "A drawn person with a <b>red</b> scarf.",
            [("a picture of <ada> person on a beach", SeedFolders.Png(0x3366cc)), ("<ada> person in the snow", SeedFolders.Png(0x66aadd))]));
        SeedFolders.Write(seeds, new Seed("Blueprint", "blueprint", ConceptKind.Style, "<bluep>", "style", 2, "White lines on blue paper.",
            [("a house, <bluep> style", SeedFolders.Png(0x112288))]));
        SeedFolders.Write(seeds, new Seed("Tin Robot", "tin-robot", ConceptKind.Subject, "<tin>", "robot", 3, "A robot of tin.",
            [("<tin> robot in a forest", SeedFolders.Png(0x999999))]));
        await MigratedDatabase.PutAsync(new HubHome(_home), TestContext.Current.CancellationToken);
        _factory = Factory();
        await Services.GetRequiredService<SeedImport>().ImportAsync(SeedFolders.Plan, SeedFolders.Code, TestContext.Current.CancellationToken);
    }

    /// <summary>Stops the site and starts it again on what it left; browsers of before reach nothing any more.</summary>
    public async Task RestartAsync()
    {
        await _factory!.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _factory = Factory();
        _ = Services; // starts it
    }

    private WebApplicationFactory<Program> Factory() => new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
    {
        host.UseSetting("Hub:Home", _home)
            .UseSetting("Hub:Limits:sign-in", SignInsPerMinute.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .ConfigureTestServices(Replace);
        foreach (var (name, value) in Settings) host.UseSetting(name, value);
    });

    /// <summary>What a column of the database holds, as it lies on the disk.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(string sql)
    {
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={new HubHome(_home).DatabaseFile}");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var texts = new List<string>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken)) texts.Add(rows.GetValue(0).ToString() ?? "");
        return texts;
    }

    /// <summary>One more seed concept.</summary>
    public async Task PublishLaterAsync(string name, ConceptKind kind, string trigger, string classWord)
    {
        var seed = new Seed(name, ConceptWords.Slug(name), kind, trigger, classWord, 4, "Came later.", [("a picture", SeedFolders.Png(0x557799))]);
        SeedFolders.Write(Path.Combine(_home, "data", "seed"), seed);
        await Services.GetRequiredService<SeedImport>().ImportAsync(SeedFolders.Plan, SeedFolders.Code, TestContext.Current.CancellationToken);
    }

    /// <summary>A browser without cookies.</summary>
    public Visitor Visitor() => new(_factory!.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false }));

    /// <summary>A browser signed in as a new member.</summary>
    public async Task<Visitor> MemberAsync(string name, params string[] roles)
    {
        var visitor = Visitor();
        var answer = await visitor.SubmitAsync("/account/sign-up", "Input.Name", new() { ["Input.Name"] = name, ["Input.Password"] = Password });
        Assert.Equal("/", answer.Path);
        if (roles.Length == 0) return visitor;

        foreach (var role in roles) await Services.GetRequiredService<Members>().GrantRoleAsync(Actor.Operator, name, role, TestContext.Current.CancellationToken);
        await visitor.SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = name, ["Input.Password"] = Password });
        return visitor;
    }

    /// <summary>As the catalog knows a member without roles.</summary>
    public async Task<Actor> ActorOfAsync(string name) =>
        new((await Services.GetRequiredService<Members>().FindAsync(name, TestContext.Current.CancellationToken))!.Id, name, []);

    public const string Password = "correct horse battery";

    public async Task<ConceptDetails> ConceptAsync(string text)
    {
        var found = await Services.GetRequiredService<ConceptSearch>().FindAsync(new ConceptQuery { Text = text }, TestContext.Current.CancellationToken);
        var concept = await Services.GetRequiredService<Catalog.Concepts>().FindAsync(found.Cards.Items[0].Id, Actor.Operator, TestContext.Current.CancellationToken);
        return concept!;
    }

    /// <summary>A browser signed in as a member who signed up before.</summary>
    public async Task<Visitor> SignInAsync(string name)
    {
        var visitor = Visitor();
        await visitor.SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = name, ["Input.Password"] = Password });
        return visitor;
    }

    /// <summary>A public recipe of seed concepts by a member, who signs up if there is none of this name.</summary>
    public Task<(Guid Id, RecipeDraft Draft)> RecipeAsync(string maker, string title, params (string Concept, float Strength)[] parts) =>
        RecipeAsync(maker, title, RecipeVisibility.Public, parts);

    public async Task<(Guid Id, RecipeDraft Draft)> RecipeAsync(string maker, string title, RecipeVisibility visibility, params (string Concept, float Strength)[] parts)
    {
        var members = Services.GetRequiredService<Members>();
        if (await members.FindAsync(maker, TestContext.Current.CancellationToken) is null) await MemberAsync(maker);
        var member = await members.FindAsync(maker, TestContext.Current.CancellationToken);
        var entries = new List<RecipeEntry>();
        foreach (var (concept, strength) in parts) entries.Add(new RecipeEntry((await ConceptAsync(concept)).Card.Id, 1, strength));
        var draft = new RecipeDraft
        {
            Words = new RecipeWords(title, "", visibility, null),
            Settings = new PictureSettings { Prompt = "a photo of <ada> person", NegativePrompt = "fog", Width = 64, Height = 96, Steps = 7, GuidanceScale = 0, Seed = 9, ClipSkip = 1, Scheduler = "euler" },
            Entries = entries,
        };
        var saved = await Services.GetRequiredService<RecipeSaving>().SaveAsync(new Actor(member!.Id, maker, []), InstalledModel.From(SeedFolders.Plan, SeedFolders.Code), draft, TestContext.Current.CancellationToken);
        return (Assert.IsType<SaveRecipeResult.Saved>(saved).Id, draft);
    }

    /// <summary>A public picture that a member made with a concept, as a worker would have finished it.</summary>
    public async Task DrawnAsync(string member, ConceptDetails concept)
    {
        var id = (await Services.GetRequiredService<Members>().FindAsync(member, TestContext.Current.CancellationToken))!.Id;
        var composition = new Composition { Settings = new PictureSettings { Prompt = "a picture", Width = 64, Height = 64 }, Recipe = [new RecipeEntry(concept.Card.Id, 1, 1)], Visibility = PictureVisibility.Public };
        Assert.IsType<SubmitResult.Queued>(await Services.GetRequiredService<Composer>().SubmitAsync(new Actor(id, member, []), InstalledModel.From(SeedFolders.Plan, SeedFolders.Code), composition, TestContext.Current.CancellationToken));
        using var picture = new MemoryStream(SeedFolders.Png(0x446688));
        var blob = await Services.GetRequiredService<FileBlobStore>().PutAsync(picture, TestContext.Current.CancellationToken);
        var leased = Assert.IsType<LeasedJob>(await Services.GetRequiredService<JobLeases>().NextAsync("worker", TestContext.Current.CancellationToken));
        Assert.IsType<FinishResult.Finished>(await Services.GetRequiredService<JobEndings>().FinishGenerationAsync(leased.Lease, [blob], TestContext.Current.CancellationToken));
    }

    /// <summary>Makes a seed concept a member's own, as if that member had published it.</summary>
    public async Task GiveAsync(string slug, string member)
    {
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={new HubHome(_home).DatabaseFile}");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = "UPDATE Concepts SET OwnerId = (SELECT Id FROM Members WHERE UserName = $member) WHERE Slug = $slug";
        command.Parameters.AddWithValue("$member", member);
        command.Parameters.AddWithValue("$slug", slug);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    public async Task SuspendAsync(string member)
    {
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={new HubHome(_home).DatabaseFile}");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = "UPDATE Members SET SuspendedAt = 1 WHERE UserName = $member";
        command.Parameters.AddWithValue("$member", member);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_factory is not null) await _factory.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_home, recursive: true);
        GC.SuppressFinalize(this);
    }
}
