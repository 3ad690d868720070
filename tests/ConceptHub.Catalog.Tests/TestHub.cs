using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SkiaSharp;

namespace ConceptHub.Catalog.Tests;

/// <summary>A whole hub of its own: a real SQLite file and real blobs in a temporary folder, and a clock that the test moves.</summary>
public sealed class TestHub : IAsyncDisposable
{
    public static readonly InstalledModel Model = new("base", "plan", Blocks: 16, Sites: 7, Digits: 2);

    private readonly ServiceProvider _services;

    private TestHub(JobLimits limits, QuotaLimits quotas, Action<IServiceCollection>? settings)
    {
        Home = new HubHome(Directory.CreateTempSubdirectory("concepthub-test-").FullName);
        var services = new ServiceCollection().AddSingleton<TimeProvider>(Clock);
        settings?.Invoke(services);
        _services = services.AddCatalog(new CatalogOptions { Home = Home, Limits = limits, Quotas = quotas }).BuildServiceProvider(validateScopes: true);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public HubHome Home { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    /// <param name="limits">Other than the defaults.</param>
    /// <param name="quotas">Likewise.</param>
    /// <param name="settings">Other options.</param>
    public static async Task<TestHub> StartAsync(JobLimits? limits = null, QuotaLimits? quotas = null, Action<IServiceCollection>? settings = null)
    {
        var hub = new TestHub(limits ?? new JobLimits(), quotas ?? new QuotaLimits(), settings);
        await MigratedDatabase.PutAsync(hub.Home, Token);
        return hub;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public HubDbContext Database() => Get<IDbContextFactory<HubDbContext>>().CreateDbContext();

    public async Task<Actor> JoinAsync(string name, params string[] roles)
    {
        await using var database = Database();
        var member = new Member { Id = Guid.CreateVersion7(), UserName = name, NormalizedUserName = name.ToUpperInvariant(), DisplayName = $"The {name}", CreatedAt = Clock.GetUtcNow() };
        database.Users.Add(member);
        foreach (var role in roles) await Members.GiveAsync(database, member.Id, role, Token);
        await database.SaveChangesAsync(Token);
        return new Actor(member.Id, name, roles);
    }

    /// <summary>A draft with three pictures, ready to be trained.</summary>
    public async Task<Guid> DraftAsync(Actor actor, string trigger, ConceptKind kind = ConceptKind.Subject)
    {
        var drafts = Get<TrainDrafts>();
        var draft = await drafts.StartAsync(actor, Token);
        var files = Enumerable.Range(0, 3).Select(i => new UploadedFile($"{i}.png", new MemoryStream(Png(96, 80, (byte)(40 * i)))));
        Assert.Empty(Assert.IsType<AddPicturesResult.Added>(await drafts.AddPicturesAsync(actor, draft, [.. files], Token)).Problems);
        var words = new DraftDescription { Kind = kind, TriggerWord = trigger, ClassWord = "dog" };
        Assert.IsType<ActionResult.Done>(await drafts.DescribeAsync(actor, draft, words, Token));
        return draft;
    }

    public async Task<Guid> StartTrainingAsync(Actor actor, Guid draft) =>
        Assert.IsType<SubmitResult.Queued>(await Get<Training>().SubmitAsync(actor, Model, draft, Token)).JobId;

    public async Task<LeasedJob> LeaseAsync() => Assert.IsType<LeasedJob>(await Get<JobLeases>().NextAsync("worker", Token));

    /// <summary>Drafts, trains (in five seconds of the test's clock) and publishes a concept.</summary>
    public Task<Guid> PublishAsync(Actor actor, string trigger, string name, string description = "") =>
        PublishAsync(actor, trigger, new PublishRequest { Name = name, Description = description });

    public async Task<Guid> PublishAsync(Actor actor, string trigger, PublishRequest request, ConceptKind kind = ConceptKind.Subject)
    {
        var draft = await DraftAsync(actor, trigger, kind);
        await StartTrainingAsync(actor, draft);
        await TrainAsync(await LeaseAsync());
        return Assert.IsType<PublishResult.Published>(await Get<Publishing>().PublishAsync(actor, draft, request, Token)).ConceptId;
    }

    /// <summary>The draft of a concept's next version.</summary>
    public async Task<Guid> BeginVersionAsync(Actor actor, Guid concept) =>
        Assert.IsType<StartVersionResult.Started>(await Get<VersionDrafts>().StartAsync(actor, concept, Token)).DraftId;

    public Task PublishVersionAsync(Actor actor, Guid draft, string note) => PublishVersionAsync(actor, draft, new VersionRequest { ChangeNote = note });

    /// <summary>Trains the draft of a version (in five seconds of the test's clock) and publishes it.</summary>
    public async Task PublishVersionAsync(Actor actor, Guid draft, VersionRequest request)
    {
        await StartTrainingAsync(actor, draft);
        await TrainAsync(await LeaseAsync());
        Assert.IsType<PublishResult.Published>(await Get<VersionPublishing>().PublishAsync(actor, draft, request, Token));
    }

    public async Task<TrainDraftInfo> DraftInfoAsync(Actor actor, Guid draft) => (await Get<TrainDrafts>().FindAsync(actor, draft, Token))!;

    public async Task AddPictureAsync(Actor actor, Guid draft, byte shade) =>
        Assert.IsType<AddPicturesResult.Added>(await Get<TrainDrafts>().AddPicturesAsync(actor, draft, [new UploadedFile("more.png", new MemoryStream(Png(96, 80, shade)))], Token));

    /// <summary>A public recipe.</summary>
    public async Task<Guid> SaveRecipeAsync(Actor actor, params RecipeEntry[] entries)
    {
        var draft = new RecipeDraft { Words = new RecipeWords("A recipe", "", RecipeVisibility.Public, null), Settings = new PictureSettings { Prompt = "a dog" }, Entries = entries };
        return Assert.IsType<SaveRecipeResult.Saved>(await Get<RecipeSaving>().SaveAsync(actor, Model, draft, Token)).Id;
    }

    public async Task TrainAsync(LeasedJob leased)
    {
        var order = Assert.IsType<TrainingOrder>(leased.Order);
        var blobs = Get<FileBlobStore>();
        var sample = await blobs.PutAsync(Png(64, 64, 200), Token);
        Assert.IsType<LeaseResult.Held>(await Get<JobLeases>().AddSampleAsync(leased.Lease, new JobSamplePicture(100, sample), Token));
        Clock.Advance(TimeSpan.FromSeconds(5));
        var adapter = await blobs.PutAsync(Guid.NewGuid().ToByteArray(), Token);
        var trained = new AdapterTrained(adapter, order.ConceptNumber, new TrainingSummary(3, 400, .1, 5));
        Assert.IsType<FinishResult.Finished>(await Get<JobEndings>().FinishTrainingAsync(leased.Lease, trained, Token));
    }

    public Task<SubmitResult> ComposeAsync(Actor actor, params RecipeEntry[] recipe) =>
        Get<Composer>().SubmitAsync(actor, Model, Composition(recipe), Token);

    /// <summary>Has a picture of 96 x 80 pixels made, as a worker would, a second after the one before.</summary>
    public async Task<PictureInfo> DrawAsync(Actor actor, PictureSettings settings, PictureVisibility visibility, params RecipeEntry[] recipe)
    {
        var composition = new Composition { Settings = settings, Recipe = recipe, Visibility = visibility };
        Assert.IsType<SubmitResult.Queued>(await Get<Composer>().SubmitAsync(actor, Model, composition, Token));
        var blob = await Get<FileBlobStore>().PutAsync(Png(96, 80, (byte)Random.Shared.Next(256)), Token);
        Assert.IsType<FinishResult.Finished>(await Get<JobEndings>().FinishGenerationAsync((await LeaseAsync()).Lease, [blob], Token));
        Clock.Advance(TimeSpan.FromSeconds(1));
        return (await Get<Pictures>().MineAsync(actor, 1, Token)).Items[0];
    }

    public static Composition Composition(params RecipeEntry[] recipe) =>
        new() { Settings = new PictureSettings { Prompt = "a dog on a hill" }, Recipe = recipe, Visibility = PictureVisibility.Public };

    public static byte[] Png(int width, int height, byte shade) => Encoded(width, height, shade, SKEncodedImageFormat.Png);

    public static byte[] Encoded(int width, int height, byte shade, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(new SKColor(shade, 90, (byte)(255 - shade)));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Home.Root, recursive: true);
    }
}
