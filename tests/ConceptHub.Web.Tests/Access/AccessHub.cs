using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Rooms;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Identity;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Access;

/// <summary>A hub with one of each actor, where everything that can be asked for belongs to the owner and can be put into any state.</summary>
public sealed class AccessHub : TestHub
{
    private const string Owner = "Olga";

    private readonly Dictionary<string, Visitor> _visitors = [];
    private readonly Dictionary<string, string> _ids = [];
    private string _cover = "";
    private SqliteConnection? _watch;

    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Hub:Limits:write"] = "100000", ["environment"] = "Production" };

    // What is written meanwhile looks like something done: a sign-in that is looked at again, and what the site does by itself every few minutes.
    protected override void Replace(IServiceCollection services)
    {
        services.PostConfigure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromHours(1));
        foreach (var rounds in services.Where(service => service.ImplementationType?.IsSubclassOf(typeof(Rounds)) == true).ToList()) services.Remove(rounds);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public Visitor Of(string actor) => _visitors[actor];

    public async Task<Actor?> ActorAsync(string actor)
    {
        if (actor == "anonymous") return null;
        var member = await Services.GetRequiredService<Members>().FindAsync(NameOf(actor), Token);
        return new Actor(member!.Id, member.UserName, member.Roles);
    }

    /// <summary>Signs everybody in and makes one of everything.</summary>
    public async Task FurnishAsync()
    {
        if (_visitors.Count > 0) return;
        await GatherAsync();
        await GiveAsync("ada-lark", Owner);
        await GiveAsync("blueprint", "Otto");
        var concept = await ConceptAsync("Ada");
        (_ids["concept"], _cover) = (concept.Card.Id.ToString(), concept.Card.Cover!);
        await DrawnAsync(NameOf("member"), concept); // who may review it
        await DrawnAsync(Owner, concept);
        using (var own = new MemoryStream(SeedFolders.Png(0x886622))) // or both would be one blob
            await RunAsync($"UPDATE Pictures SET Blob = '{await Services.GetRequiredService<FileBlobStore>().PutAsync(own, Token)}' WHERE OwnerId = (SELECT Id FROM Members WHERE UserName = '{Owner}')");
        _ids["picture"] = (await ScalarAsync($"SELECT p.Id FROM Pictures p JOIN Members m ON m.Id = p.OwnerId WHERE m.UserName = '{Owner}'")).ToLowerInvariant();
        var owner = (await ActorAsync("owner"))!;
        var collection = await Services.GetRequiredService<CollectionEditing>().CreateAsync(owner, new CollectionWords("Kept", "", RecipeVisibility.Public), null, Token);
        _ids["collection"] = Assert.IsType<CreateCollectionResult.Created>(collection).Id.ToString();
        _ids["draft"] = (await Services.GetRequiredService<TrainDrafts>().StartAsync(owner, Token)).ToString();
        var composition = new Composition { Settings = new PictureSettings { Prompt = "a picture", Width = 64, Height = 64 }, Recipe = [new RecipeEntry(concept.Card.Id, 1, 1)], Visibility = PictureVisibility.Private };
        var queued = await Services.GetRequiredService<Composer>().SubmitAsync(owner, InstalledModel.From(SeedFolders.Plan, SeedFolders.Code), composition, Token);
        _ids["job"] = Assert.IsType<SubmitResult.Queued>(queued).JobId.ToString();
        var room = await Services.GetRequiredService<OpenRooms>().OpenAsync(owner, new ComposeState(), Token);
        _ids["room"] = Assert.IsType<OpenRoomResult.Opened>(room).RoomId;
        _ids["member"] = (await ActorAsync("member"))!.Id.ToString();
        foreach (var visitor in _visitors.Where(it => it.Key != "anonymous").Select(it => it.Value).Distinct())
        {
            var page = await visitor.GetAsync("/account/two-steps"); // a key is made once: who asks again sees the same
            await visitor.SendAsync(page, page.Page.Forms.First(form => form.QuerySelector("input[value=begin]") is not null), []);
        }
    }

    /// <summary>Brings the owner's object of this kind into this state, whatever became of it; one that rows take away for good is made anew.</summary>
    /// <returns>What stands in addresses for it.</returns>
    public async Task<string> PutAsync(string kind, string state)
    {
        switch (kind, state)
        {
            case ("", _): return "";
            case ("concept", _):
                await NameAsync(state);
                await RunAsync($"UPDATE Concepts SET State = '{ConceptStateOf(state)}', IsUnpublished = {(state == "private" ? 1 : 0)}, HiddenReason = {(state == "hidden" ? "'A reason'" : "NULL")}, Name = 'Ada Lark', Slug = 'ada-lark', ScheduledFor = {(state == "planned" ? "9e17" : "NULL")} WHERE Id = '{_ids[kind].ToUpperInvariant()}'");
                return _ids[kind];
            case ("recipe", _):
                _ids[kind] = (await RecipeAsync(Owner, "A recipe", RecipeVisibility.Public, ("Tin", 1))).Id.ToString();
                break;
            case ("search", _):
                var name = $"Search {Guid.NewGuid():N}"[..30];
                await RunAsync("DELETE FROM SavedSearches");
                await Services.GetRequiredService<SavedSearches>().SaveAsync((await ActorAsync("owner"))!, name, new ConceptQuery { Text = "ada" }, false, Token);
                _ids[kind] = (await ScalarAsync($"SELECT Id FROM SavedSearches WHERE Name = '{name}'")).ToLowerInvariant();
                break;
        }

        if (state == "deleted") return kind == "room" ? new string('0', 32) : Guid.NewGuid().ToString();
        if (Table(kind) is { } table)
            await RunAsync($"UPDATE {table} SET Visibility = '{VisibilityOf(state)}', HiddenReason = {(state == "hidden" ? "'A reason'" : "NULL")} WHERE Id = '{_ids[kind].ToUpperInvariant()}'");
        return _ids[kind];
    }

    /// <summary>The name in <c>/media</c> of a picture that the object shows.</summary>
    public async Task<string> BlobAsync(string kind) => kind == "concept" ? _cover : await ScalarAsync($"SELECT Blob FROM Pictures WHERE Id = '{_ids["picture"].ToUpperInvariant()}'");

    /// <summary>The id of the collection, or of the member, for what is typed.</summary>
    public string Id(string kind) => _ids[kind];

    /// <summary>The owner's account while the suspended one asks.</summary>
    public Task SuspendedAsync(bool isSuspended) => RunAsync($"UPDATE Members SET SuspendedAt = {(isSuspended ? "1" : "NULL")} WHERE UserName = '{Owner}'");

    /// <summary>Differs from the last call when somebody else wrote to the database meanwhile.</summary>
    public async Task<string> WritesAsync()
    {
        _watch ??= await OpenAsync();
        return await ScalarAsync(_watch, "PRAGMA data_version");
    }

    public static string NameOf(string actor) => actor switch
    {
        "member" => "Mira",
        "owner" or "suspended" => Owner,
        "other" => "Otto",
        "moderator" => "Mona",
        _ => "Arne",
    };

    private async Task GatherAsync()
    {
        _visitors["anonymous"] = Visitor();
        _visitors["member"] = await MemberAsync(NameOf("member"));
        _visitors["owner"] = _visitors["suspended"] = await MemberAsync(Owner);
        _visitors["other"] = await MemberAsync(NameOf("other"));
        _visitors["moderator"] = await MemberAsync(NameOf("moderator"), HubRoles.Moderator);
        await MemberAsync("Spare");
        _visitors["administrator"] = await MemberAsync(NameOf("administrator"), HubRoles.Administrator);
    }

    // Mira is asked to work on the concept, or does.
    private async Task NameAsync(string state)
    {
        var (concept, member) = (_ids["concept"].ToUpperInvariant(), (await ActorAsync("member"))!.Id.ToString().ToUpperInvariant());
        await RunAsync($"DELETE FROM Collaborators WHERE ConceptId = '{concept}'");
        if (state is "asked" or "joined") await RunAsync($"INSERT INTO Collaborators (ConceptId, MemberId, NamedAt, AcceptedAt) VALUES ('{concept}', '{member}', 1, {(state == "joined" ? "1" : "NULL")})");
    }

    private static string ConceptStateOf(string state) => state switch
    {
        "public" or "asked" or "joined" => nameof(ConceptState.Published),
        "hidden" => nameof(ConceptState.Hidden),
        "deleted" => nameof(ConceptState.Deleted),
        "awaiting" => nameof(ConceptState.Awaiting),
        _ => nameof(ConceptState.Unpublished),
    };

    private static string VisibilityOf(string state) => state switch
    {
        "private" => nameof(RecipeVisibility.Private),
        "unlisted" => nameof(RecipeVisibility.Unlisted),
        _ => nameof(RecipeVisibility.Public),
    };

    private static string? Table(string kind) => kind switch { "recipe" => "Recipes", "collection" => "Collections", "picture" => "Pictures", _ => null };

    private async Task<SqliteConnection> OpenAsync()
    {
        var database = new SqliteConnection($"Data Source={Services.GetRequiredService<HubHome>().DatabaseFile};Pooling=False");
        await database.OpenAsync(Token);
        return database;
    }

    private async Task RunAsync(string sql)
    {
        await using var database = await OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    private async Task<string> ScalarAsync(string sql)
    {
        await using var database = await OpenAsync();
        return await ScalarAsync(database, sql);
    }

    private static async Task<string> ScalarAsync(SqliteConnection database, string sql)
    {
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(await command.ExecuteScalarAsync(Token), System.Globalization.CultureInfo.InvariantCulture)!;
    }
}
