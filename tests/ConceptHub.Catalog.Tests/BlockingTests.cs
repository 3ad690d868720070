using System.Security.Cryptography;
using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace ConceptHub.Catalog.Tests;

/// <summary>What was blocked does not come back, by any way in.</summary>
public sealed class BlockingTests : IAsyncLifetime
{
    private const string Said = "is blocked on this hub: It shows a real person who did not agree to it. If that is a mistake, please write to the operator of this hub.";

    private static readonly Grounds NoConsent = new(DecisionReason.NoConsent, "");

    private TestHub _hub = null!;
    private Actor _ann = null!, _ben = null!, _mo = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ContentBlocks Blocks => _hub.Get<ContentBlocks>();

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _ben, _mo) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"), await _hub.JoinAsync("mo", HubRoles.Moderator));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Blocked_file_is_refused_by_its_name_and_others_are_taken()
    {
        await BlockAsync(ContentBlockKind.File, TestHub.Png(96, 80, 7));
        var draft = await _hub.Get<TrainDrafts>().StartAsync(_ann, Token);

        var added = await AddAsync(_ann, draft, ("plain.png", TestHub.Png(96, 80, 7)), ("other.png", TestHub.Png(96, 80, 9)));

        Assert.Equal([new FileProblem("plain.png", Said)], added.Problems);
        Assert.Single(added.Pictures);
    }

    [Fact]
    public async Task Picture_that_looks_like_a_blocked_one_is_refused_wherever_it_is_uploaded()
    {
        var block = await BlockAsync(ContentBlockKind.Picture, SeedPictures.Read(0));
        var again = SeedPictures.Saved(SeedPictures.Read(0), SKEncodedImageFormat.Jpeg, 60, scale: 2);
        var draft = await _hub.Get<TrainDrafts>().StartAsync(_ann, Token);

        var added = await AddAsync(_ann, draft, ("again.jpg", again), ("other.png", SeedPictures.Read(20)));
        var start = await _hub.Get<StartUploads>().AddAsync(_ann, new UploadedFile("again.jpg", new MemoryStream(again)), Token);
        await Blocks.LiftAsync(_mo, block, "She agreed since.", Token);
        var lifted = await AddAsync(_ann, draft, ("again.jpg", again));

        Assert.Equal([new FileProblem("again.jpg", Said)], added.Problems);
        Assert.Equal(new FileProblem("again.jpg", Said), Assert.IsType<StartUploadResult.Refused>(start).Problem);
        Assert.Empty(lifted.Problems);
        Assert.Equal(["lift block", "block content"], (await _hub.Get<Audit>().FindAsync(_mo, new AuditQuery { Target = $"Block {block}" }, Token))!.Lines.Select(line => line.Action));
        Assert.IsType<AuditProof.Whole>(await _hub.Get<Audit>().VerifyAsync(Token));
    }

    [Fact]
    public async Task Numbers_of_an_adapter_are_known_in_another_file_and_a_waiting_draft_is_not_published()
    {
        var waiting = Assert.IsType<BringFileResult.Brought>(await BringAsync(_ann, ReadyAdapterTests.File(number: 6))).DraftId;
        await BlockAsync(ContentBlockKind.Numbers, ReadyAdapterTests.File(number: 6));

        var again = await BringAsync(_ben, ReadyAdapterTests.File(number: 6, title: "Another name"));
        var published = await _hub.Get<Publishing>().PublishAsync(_ann, waiting, new PublishRequest { Name = "Nova", Depicts = new Depiction(DepictedPerson.Invented) }, Token);

        var why = Assert.IsType<BringFileResult.Refused>(again).Why;
        Assert.Equal(("nova.safetensors is blocked on this hub: It shows a real person who did not agree to it.", "If that is a mistake, please write to the operator of this hub."), (Assert.Single(why.Reasons), why.Advice));
        Assert.Equal([$"Its adapter {Said}"], Assert.IsType<PublishResult.Refused>(published).Problems);
        Assert.IsType<BringFileResult.Brought>(await BringAsync(_ben, ReadyAdapterTests.File(number: 7, trigger: "other")));
    }

    [Fact]
    public async Task Draft_from_before_a_block_is_neither_trained_nor_published()
    {
        var (early, late) = (await DraftAsync(_ann, "early", 0), await DraftAsync(_ben, "late", 0));
        await _hub.StartTrainingAsync(_ann, early);
        await _hub.TrainAsync(await _hub.LeaseAsync());
        await BlockAsync(ContentBlockKind.Picture, SeedPictures.Read(1));

        var published = await _hub.Get<Publishing>().PublishAsync(_ann, early, new PublishRequest { Name = "Early" }, Token);
        var submitted = await _hub.Get<Training>().SubmitAsync(_ben, TestHub.Model, late, Token);

        Assert.Equal([$"Training picture 2 {Said}"], Assert.IsType<PublishResult.Refused>(published).Problems);
        Assert.Equal([$"Training picture 2 {Said}"], Assert.IsType<SubmitResult.Refused>(submitted).Problems);
    }

    [Fact]
    public async Task New_version_trained_from_a_blocked_picture_is_not_published()
    {
        var concept = await PublishAsync(_ann, "rex", 0, showTraining: false);
        var draft = await _hub.BeginVersionAsync(_ann, concept);
        await _hub.StartTrainingAsync(_ann, draft);
        await _hub.TrainAsync(await _hub.LeaseAsync());
        await BlockAsync(ContentBlockKind.Picture, SeedPictures.Read(0));

        var published = await _hub.Get<VersionPublishing>().PublishAsync(_ann, draft, new VersionRequest { ChangeNote = "Better." }, Token);

        Assert.Equal([$"Training picture 1 {Said}"], Assert.IsType<PublishResult.Refused>(published).Problems);
    }

    [Fact]
    public async Task Drawn_picture_that_looks_like_a_blocked_one_stays_private_and_its_owner_is_told()
    {
        await BlockAsync(ContentBlockKind.Picture, SeedPictures.Read(0));
        var picture = await DrawAsync(_ann, SeedPictures.Read(0), PictureVisibility.Public);

        var shown = await _hub.Get<OwnPictures>().ShowAsync(_ann, [picture.Id], PictureVisibility.Public, Token);

        Assert.Equal((PictureVisibility.Private, 0), (picture.Visibility, shown));
        Assert.Null(await _hub.Get<Pictures>().FindAsync(picture.Id, null, Token));
        var told = (await _hub.Get<Notices>().ReadAsync(_ann, Token)).Where(notice => notice.Kind == NoticeKind.KeptPrivate).ToList();
        Assert.Equal(2, told.Count);
        Assert.All(told, notice => Assert.Equal($"It {Said}", notice.Text));
    }

    [Fact]
    public async Task Recipe_is_not_shown_with_a_cover_that_was_blocked_since()
    {
        var concept = await PublishAsync(_ann, "rex", 3, showTraining: false);
        var entry = new RecipeEntry(concept, 1, 1, true);
        var cover = await DrawAsync(_ann, SeedPictures.Read(0), PictureVisibility.Private, entry);
        await BlockAsync(ContentBlockKind.Picture, SeedPictures.Read(0));
        var draft = new RecipeDraft { Words = new RecipeWords("A recipe", "", RecipeVisibility.Public, cover.Id), Settings = new PictureSettings { Prompt = "a dog" }, Entries = [entry] };

        var refused = await _hub.Get<RecipeSaving>().SaveAsync(_ann, TestHub.Model, draft, Token);
        var kept = await _hub.Get<RecipeSaving>().SaveAsync(_ann, TestHub.Model, draft with { Words = draft.Words with { Visibility = RecipeVisibility.Private } }, Token);

        Assert.Equal([$"The cover {Said}"], Assert.IsType<SaveRecipeResult.Refused>(refused).Problems);
        var described = await _hub.Get<Recipes>().DescribeAsync(_ann, Assert.IsType<SaveRecipeResult.Saved>(kept).Id, draft.Words, Token);
        Assert.Equal($"The cover {Said}", Assert.IsType<ActionResult.Refused>(described).Sentence);
    }

    [Fact]
    public async Task Unpublished_concept_does_not_come_back_and_a_planned_one_does_not_come()
    {
        var (one, two) = (await PublishAsync(_ann, "rex", 0, showTraining: true), await PublishAsync(_ann, "max", 0, showTraining: true, _hub.Clock.GetUtcNow().AddDays(1)));
        await _hub.Get<ConceptListing>().UnpublishAsync(_ann, one, Token);
        await BlockAsync(ContentBlockKind.Picture, SeedPictures.Read(0));
        _hub.Clock.Advance(TimeSpan.FromDays(2));

        var again = await _hub.Get<ConceptListing>().PublishAsync(_ann, one, Token);

        Assert.EndsWith(Said, Assert.IsType<ActionResult.Refused>(again).Sentence, StringComparison.Ordinal);
        Assert.Equal(0, await _hub.Get<ConceptListing>().PublishDueAsync(Token));
        Assert.Contains(await _hub.Get<Notices>().ReadAsync(_ann, Token), notice => notice.Kind == NoticeKind.NotApproved && notice.ConceptId == two);
        Assert.Null(await _hub.Get<Concepts>().FindAsync(two, null, Token));
    }

    [Fact]
    public async Task Old_pictures_are_found_once_they_were_looked_at_and_one_act_takes_all_down()
    {
        var concept = await PublishAsync(_ann, "rex", 0, showTraining: true);
        var (shown, hers) = (await DrawAsync(_ben, SeedPictures.Saved(SeedPictures.Read(0), SKEncodedImageFormat.Jpeg, 80), PictureVisibility.Public), await DrawAsync(_ben, SeedPictures.Read(0), PictureVisibility.Private));
        var block = await BlockAsync(ContentBlockKind.Picture, SeedPictures.Read(0));
        var before = (await _hub.Get<BlockMatches>().FindAsync(_mo, block, Token))!;
        while (await _hub.Get<PicturePrints>().FillAsync(Token) > 0) { }

        var found = (await _hub.Get<BlockMatches>().FindAsync(_mo, block, Token))!;
        var done = (await _hub.Get<BlockMatches>().TakeDownAsync(_mo, block, NoConsent, Token))!;

        Assert.True(before.Uncompared > 0);
        Assert.Equal(0, found.Uncompared);
        Assert.Equal([concept, shown.Id], found.Matches.Select(match => match.Item.Target.Id).Order());
        Assert.All(found.Matches, match => Assert.InRange(match.Distance!.Value, 0, PicturePrint.NearBits));
        Assert.Equal(2, done.Done);
        Assert.Empty(done.Problems);
        Assert.Equal(2, (await _hub.Get<Concepts>().FindAsync(concept, null, Token))!.TrainingExamples.Count); // of three
        Assert.Null(await _hub.Get<Pictures>().FindAsync(shown.Id, null, Token));
        Assert.Null((await _hub.Get<Pictures>().FindAsync(hers.Id, _ben, Token))!.HiddenReason); // nobody else saw it
        Assert.Equal([DecisionAction.RemovePictures], (await _hub.Get<Decisions>().MineAsync(_ann, Token)).Select(d => d.Action));
        Assert.Equal([DecisionAction.Hide], (await _hub.Get<Decisions>().MineAsync(_ben, Token)).Select(d => d.Action));
    }

    [Fact]
    public async Task Concepts_with_a_blocked_adapter_are_hidden_together_older_files_too()
    {
        var draft = Assert.IsType<BringFileResult.Brought>(await BringAsync(_ann, ReadyAdapterTests.File(number: 6))).DraftId;
        var concept = Assert.IsType<PublishResult.Published>(await _hub.Get<Publishing>().PublishAsync(_ann, draft, new PublishRequest { Name = "Nova", Depicts = new Depiction(DepictedPerson.Invented) }, Token)).ConceptId;
        await using (var database = _hub.Database()) await database.ConceptVersions.ExecuteUpdateAsync(set => set.SetProperty(v => v.ValueHash, (string?)null), Token);
        var block = await BlockAsync(ContentBlockKind.Numbers, ReadyAdapterTests.File(number: 6));

        var before = (await _hub.Get<BlockMatches>().FindAsync(_mo, block, Token))!;
        await _hub.Get<ContentHashes>().FillAsync(Token);
        var done = (await _hub.Get<BlockMatches>().TakeDownAsync(_mo, block, NoConsent, Token))!;

        Assert.Equal((0, 1), (before.Matches.Count, before.Uncompared));
        Assert.Equal(1, done.Done);
        Assert.Equal(ConceptState.Hidden, (await _hub.Get<Concepts>().FindAsync(concept, _ann, Token))!.State);
    }

    [Fact]
    public async Task What_can_be_blocked_of_a_concept_is_its_adapters_and_pictures()
    {
        var concept = await PublishAsync(_ann, "rex", 0, showTraining: true);

        var item = (await Blocks.OfItemAsync(_mo, new ModerationTarget(TargetKind.Concept, concept), Token))!;

        Assert.Equal("rex", item.Title);
        Assert.Equal([(ContentBlockKind.File, 1), (ContentBlockKind.File, null), (ContentBlockKind.Picture, null), (ContentBlockKind.Picture, null), (ContentBlockKind.Picture, null)], item.Hashes.Select(hash => (hash.Kind, hash.Version))); // the sample of the training is plain
        Assert.Null(await Blocks.OfItemAsync(_ann, item.Target, Token));
    }

    [Fact]
    public async Task Blocks_are_found_by_words_and_hashes_and_lifted_ones_stay_on_record()
    {
        var block = await BlockAsync(ContentBlockKind.File, "something"u8.ToArray());
        var same = await AddBlockAsync(_mo, ContentBlockKind.File, Hash("something"u8.ToArray()));
        var other = await BlockAsync(ContentBlockKind.File, "else"u8.ToArray());
        await Blocks.LiftAsync(_mo, other, "By mistake.", Token);

        Assert.Equal(block, Assert.IsType<AddBlockResult.Already>(same).Id);
        Assert.Equal([block], await ListAsync(new ContentBlockQuery()));
        Assert.Equal([other, block], await ListAsync(new ContentBlockQuery { WithLifted = true }));
        Assert.Equal([block], await ListAsync(new ContentBlockQuery { Text = Hash("something"u8.ToArray())[..12], WithLifted = true }));
        Assert.Equal([block], await ListAsync(new ContentBlockQuery { Text = "police" }));
        Assert.Empty(await ListAsync(new ContentBlockQuery { Kind = ContentBlockKind.Picture }));
        Assert.Equal("By mistake.", (await _hub.Get<BlockMatches>().FindAsync(_mo, other, Token))!.Block.LiftedReason);
        Assert.IsType<ActionResult.Refused>(await Blocks.LiftAsync(_mo, other, "Again.", Token));
        Assert.IsType<AddBlockResult.Added>(await AddBlockAsync(_mo, ContentBlockKind.File, Hash("else"u8.ToArray()))); // anew
    }

    [Fact]
    public async Task Members_neither_see_nor_make_nor_lift_blocks_and_a_block_needs_a_hash_and_a_ground()
    {
        var block = await BlockAsync(ContentBlockKind.File, "something"u8.ToArray());

        Assert.IsType<AddBlockResult.NotAllowed>(await AddBlockAsync(_ann, ContentBlockKind.File, Hash("x"u8.ToArray())));
        Assert.IsType<ActionResult.NotAllowed>(await Blocks.LiftAsync(_ann, block, "Mine.", Token));
        Assert.Null(await Blocks.ListAsync(_ann, new ContentBlockQuery(), Token));
        Assert.Null(await _hub.Get<BlockMatches>().FindAsync(_ann, block, Token));
        Assert.Null(await _hub.Get<BlockMatches>().TakeDownAsync(_ann, block, NoConsent, Token));
        Assert.Equal("Please give a hash of 64 hexadecimal digits, or choose a file.", Assert.IsType<AddBlockResult.Refused>(await AddBlockAsync(_mo, ContentBlockKind.File, "abc")).Sentence);
        Assert.Equal("Please give a reason; uploaders will read it.", Assert.IsType<AddBlockResult.Refused>(await Blocks.AddAsync(_mo, new ContentBlockDraft(ContentBlockKind.File, Hash("x"u8.ToArray()), "", "", ""), Token)).Sentence);
        Assert.Equal("Please say why it is lifted, in up to 1000 characters.", Assert.IsType<ActionResult.Refused>(await Blocks.LiftAsync(_mo, block, " ", Token)).Sentence);
        Assert.IsType<HashResult.Refused>(await Blocks.HashAsync(ContentBlockKind.Picture, new MemoryStream(TestHub.Png(96, 80, 3)), Token)); // too plain
        Assert.IsType<HashResult.Refused>(await Blocks.HashAsync(ContentBlockKind.Numbers, new MemoryStream("text"u8.ToArray()), Token));
    }

    private async Task<Guid> BlockAsync(ContentBlockKind kind, byte[] file) =>
        Assert.IsType<AddBlockResult.Added>(await AddBlockAsync(_mo, kind, Assert.IsType<HashResult.Taken>(await Blocks.HashAsync(kind, new MemoryStream(file), Token)).Hash)).Id;

    private async Task<AddBlockResult> AddBlockAsync(Actor actor, ContentBlockKind kind, string hash)
    {
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        return await Blocks.AddAsync(actor, new ContentBlockDraft(kind, hash, "Rex", NoConsent, hash == Hash("something"u8.ToArray()) ? "The police asked." : ""), Token);
    }

    private async Task<IEnumerable<Guid>> ListAsync(ContentBlockQuery query) => (await Blocks.ListAsync(_mo, query, Token))!.Items.Select(block => block.Id);

    private Task<BringFileResult> BringAsync(Actor actor, byte[] file) =>
        _hub.Get<AdapterDrafts>().BringAsync(actor, ReadyAdapterTests.Plan, ReadyAdapterTests.Code, new UploadedFile("nova.safetensors", new MemoryStream(file)), Token);

    private async Task<AddPicturesResult.Added> AddAsync(Actor actor, Guid draft, params (string Name, byte[] File)[] files) =>
        Assert.IsType<AddPicturesResult.Added>(await _hub.Get<TrainDrafts>().AddPicturesAsync(actor, draft, [.. files.Select(file => new UploadedFile(file.Name, new MemoryStream(file.File)))], Token));

    /// <summary>With three real pictures from one on.</summary>
    private async Task<Guid> DraftAsync(Actor actor, string trigger, int first)
    {
        var draft = await _hub.Get<TrainDrafts>().StartAsync(actor, Token);
        Assert.Empty((await AddAsync(actor, draft, [.. Enumerable.Range(first, 3).Select(i => ($"{i}.png", SeedPictures.Read(i)))])).Problems);
        await _hub.Get<TrainDrafts>().DescribeAsync(actor, draft, new DraftDescription { Kind = ConceptKind.Subject, TriggerWord = trigger, ClassWord = "dog" }, Token);
        return draft;
    }

    private async Task<Guid> PublishAsync(Actor actor, string trigger, int first, bool showTraining, DateTimeOffset? at = null)
    {
        var draft = await DraftAsync(actor, trigger, first);
        await _hub.StartTrainingAsync(actor, draft);
        await _hub.TrainAsync(await _hub.LeaseAsync());
        return Assert.IsType<PublishResult.Published>(await _hub.Get<Publishing>().PublishAsync(actor, draft, new PublishRequest { Name = trigger, ShowTrainingPictures = showTraining, PublishAt = at }, Token)).ConceptId;
    }

    private async Task<PictureInfo> DrawAsync(Actor actor, byte[] drawn, PictureVisibility visibility, params RecipeEntry[] recipe)
    {
        var composition = new Composition { Settings = new PictureSettings { Prompt = "a dog" }, Recipe = recipe, Visibility = visibility };
        Assert.IsType<SubmitResult.Queued>(await _hub.Get<Composer>().SubmitAsync(actor, TestHub.Model, composition, Token));
        var blob = await _hub.Get<FileBlobStore>().PutAsync(drawn, Token);
        Assert.IsType<FinishResult.Finished>(await _hub.Get<JobEndings>().FinishGenerationAsync((await _hub.LeaseAsync()).Lease, [blob], Token));
        _hub.Clock.Advance(TimeSpan.FromSeconds(1));
        return (await _hub.Get<Pictures>().MineAsync(actor, 1, Token)).Items[0];
    }

    private static string Hash(byte[] file) => Convert.ToHexStringLower(SHA256.HashData(file));
}
