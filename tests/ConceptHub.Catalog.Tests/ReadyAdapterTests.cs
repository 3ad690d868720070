using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

/// <summary>Adapters that are brought ready, and files that come a second time.</summary>
public sealed class ReadyAdapterTests : IAsyncLifetime
{
    internal static readonly Codebook Code = new(blocks: 4, sites: 2, digits: 2);
    internal static readonly BlockPlan Plan = PlanOf("base");
    private static readonly InstalledModel Model = InstalledModel.From(Plan, Code);

    private TestHub _hub = null!;
    private Actor _ann = null!, _ben = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _ben) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Ready_adapter_waits_in_a_draft_with_its_number_and_is_published_with_pictures_of_its_own()
    {
        var file = File(number: 6);
        var draft = await BroughtAsync(_ann, file);
        await AddPicturesAsync(_ann, draft, 2);

        var waiting = (await _hub.Get<TrainDrafts>().FindAsync(_ann, draft, Token))!;
        var published = Assert.IsType<PublishResult.Published>(await _hub.Get<Publishing>().PublishAsync(_ann, draft, new PublishRequest { Name = "Nova", Depicts = new Depiction(DepictedPerson.Invented), Showcase = [.. waiting.Pictures.Select(picture => picture.Blob)] }, Token));

        Assert.Equal((DraftState.Trained, "nova", 6), (waiting.State, waiting.Description.TriggerWord, waiting.Adapter?.ConceptNumber));
        var concept = (await _hub.Get<Concepts>().FindAsync(published.ConceptId, null, Token))!;
        Assert.Equal(("<nova>", "person", ConceptKind.Person, 6), (concept.Card.TriggerWord, concept.Card.ClassWord, concept.Card.Kind, concept.Card.ConceptNumber));
        Assert.Equal((2, file.Length), (concept.Showcase.Count, concept.Versions[0].AdapterBytes));
        Assert.Equal(new ReserveResult.Reserved(4), await _hub.Get<Reservations>().ReserveAsync(Model, "job", Reservations.Commons, Token)); // beside it, never it
        await using var database = _hub.Database();
        Assert.Equal(SlotState.Published, (await database.Slots.SingleAsync(slot => slot.ConceptNumber == 6, Token)).State);
    }

    [Fact]
    public async Task Number_that_is_taken_is_said_and_pictures_are_suggested()
    {
        Assert.Equal(new ReserveResult.Reserved(0), await _hub.Get<Reservations>().ReserveAsync(Model, "training", Reservations.Commons, Token));

        var why = Refusal(await BringAsync(_ann, File(number: 0)));

        Assert.StartsWith("Its concept number 0 is taken on this hub", Assert.Single(why.Reasons), StringComparison.Ordinal);
        Assert.True(why.SuggestsPictures);
        await NothingStaysAsync();
    }

    [Fact]
    public async Task Number_whose_lease_is_over_is_free()
    {
        await _hub.Get<Reservations>().ReserveAsync(Model, "training", Reservations.Commons, Token);
        _hub.Clock.Advance(TimeSpan.FromHours(25));

        await BroughtAsync(_ann, File(number: 0));

        Assert.Equal(new ReserveResult.Reserved(1), await _hub.Get<Reservations>().ReserveAsync(Model, "training", Reservations.Commons, Token));
    }

    [Fact]
    public async Task Trigger_word_that_is_taken_is_said()
    {
        await BroughtAsync(_ann, File(number: 6));

        var why = Refusal(await BringAsync(_ben, File(number: 7)));

        Assert.Equal(["Its trigger word <nova> is taken on this hub."], why.Reasons);
        Assert.True(why.SuggestsPictures);
    }

    [Theory]
    [InlineData("other base", "It was trained on another base model", "ask the operator to install its base model")]
    [InlineData("cut", "cut off", "Download it anew")]
    [InlineData("altered", "damaged or altered", "Download it anew")]
    [InlineData("odd word", "words that cannot be used here (No Va, person)", "with other words")]
    public async Task Bad_file_is_refused_with_its_reason_and_nothing_of_it_stays(string kind, string reason, string advice)
    {
        var file = kind switch
        {
            "other base" => File(number: 6, plan: PlanOf("other")),
            "cut" => File(number: 6)[..^8],
            "altered" => Altered(File(number: 6)),
            _ => File(number: 6, trigger: "No Va"),
        };

        var why = Refusal(await BringAsync(_ann, file));

        Assert.Contains(reason, why.Reasons[0], StringComparison.Ordinal);
        Assert.Contains(advice, why.Advice, StringComparison.Ordinal);
        await NothingStaysAsync();
    }

    [Fact]
    public async Task Suspended_members_bring_nothing_and_nobody_holds_more_than_a_few_numbers()
    {
        for (var number = 0; number < AdapterDrafts.MostWaiting; number++) await BroughtAsync(_ann, File(number, $"word{(char)('a' + number)}"));
        await using (var database = _hub.Database())
            await database.Users.Where(member => member.Id == _ben.Id).ExecuteUpdateAsync(set => set.SetProperty(member => member.SuspendedAt, (DateTimeOffset?)_hub.Clock.GetUtcNow()), Token);

        Assert.Contains("which is the most", Refusal(await BringAsync(_ann, File(number: 9))).Reasons[0], StringComparison.Ordinal);
        Assert.Contains("is suspended", Refusal(await BringAsync(_ben, File(number: 9))).Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Discarded_adapter_gives_back_its_number_and_its_word()
    {
        var draft = await BroughtAsync(_ann, File(number: 6));

        Assert.IsType<ActionResult.NotFound>(await _hub.Get<TrainDrafts>().DiscardAsync(_ben, draft, Token));
        Assert.IsType<ActionResult.Done>(await _hub.Get<TrainDrafts>().DiscardAsync(_ann, draft, Token));

        await BroughtAsync(_ben, File(number: 6));
    }

    [Fact]
    public async Task Words_of_a_ready_adapter_stay_and_its_file_outlives_the_sweep()
    {
        var draft = await BroughtAsync(_ann, File(number: 6));
        _hub.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddDays(2)); // files carry the real time

        var renamed = await _hub.Get<TrainDrafts>().DescribeAsync(_ann, draft, new DraftDescription { TriggerWord = "other" }, Token);

        Assert.Equal("A ready adapter keeps the words that it was trained with.", Assert.IsType<ActionResult.Refused>(renamed).Sentence);
        Assert.Equal(0, await _hub.Get<BlobSweep>().RunAsync(Token));
        Assert.IsType<PublishResult.Published>(await PublishAsync(_ann, draft));
    }

    [Fact]
    public async Task What_is_published_already_is_answered_with_its_concept_whatever_its_header_says()
    {
        var published = Assert.IsType<PublishResult.Published>(await PublishAsync(_ann, await BroughtAsync(_ann, File(number: 6))));

        foreach (var again in new[] { File(number: 6), File(number: 6, title: "Another name") })
        {
            var twin = Assert.IsType<BringFileResult.Known>(await BringAsync(_ben, again)).Twin;
            Assert.Equal(new PublishedTwin(published.ConceptId, "Nova", "nova", "ann"), twin);
        }

        Assert.IsType<BringFileResult.Refused>(await BringAsync(_ben, File(number: 6, scale: 2))); // other numbers: not the same, but the place is taken
        Assert.Empty(await _hub.Get<TrainDrafts>().MineAsync(_ben, Token));
    }

    [Fact]
    public async Task Deleted_and_hidden_concepts_are_no_answer()
    {
        var published = Assert.IsType<PublishResult.Published>(await PublishAsync(_ann, await BroughtAsync(_ann, File(number: 6))));
        await _hub.Get<Concepts>().DeleteAsync(_ann, published.ConceptId, Token);

        Assert.Contains("is taken", Refusal(await BringAsync(_ben, File(number: 6))).Reasons[0], StringComparison.Ordinal); // its number is never used again
    }

    [Fact]
    public async Task Hashes_of_before_there_were_any_are_filled_in()
    {
        await PublishAsync(_ann, await BroughtAsync(_ann, File(number: 6)));
        await using (var database = _hub.Database()) await database.ConceptVersions.ExecuteUpdateAsync(set => set.SetProperty(v => v.ContentHash, (string?)null), Token);
        await _hub.PublishAsync(_ben, "rex", "Rex"); // whose file is none: it is looked at once

        Assert.Equal(1, await _hub.Get<ContentHashes>().FillAsync(Token));

        Assert.Equal(0, await _hub.Get<ContentHashes>().FillAsync(Token));
        Assert.IsType<BringFileResult.Known>(await BringAsync(_ben, File(number: 6, title: "Another name")));
    }

    [Fact]
    public async Task Only_files_that_say_so_are_adapters()
    {
        using var adapter = new MemoryStream(File(number: 6));
        using var other = new MemoryStream("PK and so on"u8.ToArray());

        Assert.True(AdapterDrafts.IsAdapter(adapter));
        Assert.False(AdapterDrafts.IsAdapter(other));
        Assert.Equal((0, 0), (adapter.Position, other.Position));
    }

    private async Task NothingStaysAsync()
    {
        Assert.Empty(await _hub.Get<TrainDrafts>().MineAsync(_ann, Token));
        Assert.False(Directory.Exists(_hub.Home.Blobs));
        await using var database = _hub.Database();
        Assert.False(await database.Slots.AnyAsync(slot => slot.State == SlotState.Trained, Token));
    }

    [Fact]
    public async Task Beyond_the_quota_it_is_refused_and_its_number_stays_free()
    {
        await using var hub = await TestHub.StartAsync(quotas: new QuotaLimits { Members = new Quota { Megabytes = 0 } });
        var (ann, tia) = (await hub.JoinAsync("ann"), await hub.JoinAsync("tia", HubRoles.Trusted));

        var refused = await hub.Get<AdapterDrafts>().BringAsync(ann, Plan, Code, new UploadedFile("nova.safetensors", new MemoryStream(File(number: 6))), Token);
        var brought = await hub.Get<AdapterDrafts>().BringAsync(tia, Plan, Code, new UploadedFile("nova.safetensors", new MemoryStream(File(number: 6))), Token);

        Assert.Equal(StorageUse.Advice, Refusal(refused).Advice);
        Assert.IsType<BringFileResult.Brought>(brought);
    }

    private Task<BringFileResult> BringAsync(Actor actor, byte[] file) =>
        _hub.Get<AdapterDrafts>().BringAsync(actor, Plan, Code, new UploadedFile("nova.safetensors", new MemoryStream(file)), Token);

    private async Task<Guid> BroughtAsync(Actor actor, byte[] file) => Assert.IsType<BringFileResult.Brought>(await BringAsync(actor, file)).DraftId;

    private Task<PublishResult> PublishAsync(Actor actor, Guid draft) => _hub.Get<Publishing>().PublishAsync(actor, draft, new PublishRequest { Name = "Nova", Depicts = new Depiction(DepictedPerson.Invented) }, Token);

    private async Task AddPicturesAsync(Actor actor, Guid draft, int count)
    {
        var files = Enumerable.Range(0, count).Select(i => new UploadedFile($"{i}.png", new MemoryStream(TestHub.Png(96, 80, (byte)(40 * i)))));
        Assert.Empty(Assert.IsType<AddPicturesResult.Added>(await _hub.Get<TrainDrafts>().AddPicturesAsync(actor, draft, [.. files], Token)).Problems);
    }

    private static FileRefusal Refusal(BringFileResult result) => Assert.IsType<BringFileResult.Refused>(result).Why;

    private static BlockPlan PlanOf(string baseHash) => new(baseHash, 4,
    [
        new BlockSite("down", [new AdaptedLayer("down.to_q", 6, 8)]),
        new BlockSite("up", [new AdaptedLayer("up.to_q", 6, 8)]),
    ], tokenWidth: 5);

    internal static byte[] File(int number, string trigger = "nova", string? title = null, float scale = 1, BlockPlan? plan = null)
    {
        plan ??= Plan;
        var codeword = Code.Encode(number);
        var adapter = new ConceptAdapter
        {
            ConceptNumber = number,
            Codeword = codeword,
            TriggerWord = trigger,
            ClassWord = "person",
            Kind = ConceptKind.Person,
            BaseModelHash = plan.BaseModelHash,
            PlanHash = plan.Hash,
            Layers = [.. plan.Layers.Select((layer, i) => new AdapterLayer(layer.Name, 1, [.. Enumerable.Repeat(scale * (number + 1), layer.Inputs)], new float[plan.RowCount(layer, codeword[plan.LayerSites[i]])]))],
            TokenEmbedding = new TokenEmbedding(1, 5, new float[5]),
        };
        var file = new MemoryStream();
        ConceptAdapterFile.Write(file, adapter, plan, Code, new AdapterFileOptions { Title = title });
        return file.ToArray();
    }

    private static byte[] Altered(byte[] file)
    {
        file[^3] ^= 1;
        return file;
    }
}
