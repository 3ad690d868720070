namespace ConceptHub.Catalog.Tests;

public sealed class UseControlTests : IAsyncLifetime
{
    private TestHub _hub = null!;
    private Actor _ann = null!, _ben = null!, _mod = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync(new JobLimits { GenerationsPerMember = 20 });
        (_ann, _ben, _mod) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"), await _hub.JoinAsync("moe", HubRoles.Moderator));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Everything_is_allowed_unless_the_creator_says_otherwise()
    {
        var rex = await PublishAsync("rex", HubUse.All);

        Assert.Equal(HubUse.All, (await FindAsync(rex)).Licence.Uses);
        Assert.Equal(HubUse.All, Json("""{"useWithoutCredit":true,"commercial":3,"derivatives":true,"otherLicenceForDerivatives":true}""").Uses); // as older rows have it
        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ben, rex));
    }

    [Fact]
    public async Task File_that_others_may_not_have_goes_to_its_creator_and_to_moderators()
    {
        var rex = await PublishAsync("rex", HubUse.All & ~HubUse.Download);
        var files = _hub.Get<ConceptFiles>();

        foreach (var stranger in new[] { _ben, null })
            Assert.Equal("The creator of “Rex” does not let others download its file.", Assert.IsType<OpenFileResult.NotAllowed>(await files.OpenAsync(rex.ConceptId, 1, stranger, Token)).Sentence);
        foreach (var actor in new[] { _ann, _mod })
        {
            await using var content = Assert.IsType<OpenFileResult.Opened>(await files.OpenAsync(rex.ConceptId, 1, actor, Token)).Content;
            Assert.Equal(16, content.Length);
        }

        Assert.IsType<OpenFileResult.NotFound>(await files.OpenAsync(rex.ConceptId, 2, _ann, Token));
        Assert.NotNull(await files.InspectAsync(rex.ConceptId, 1, null, Token)); // to look is another matter
    }

    [Fact]
    public async Task Others_may_not_draw_with_it_nor_save_it_in_a_recipe()
    {
        var rex = await PublishAsync("rex", HubUse.All & ~HubUse.Draw);
        const string Sentence = "The creator of “Rex” does not let others draw with it. Please take it out of the recipe.";

        Assert.Equal([Sentence], Problems(await _hub.ComposeAsync(_ben, rex)));
        Assert.Equal([Sentence], Problems(await _hub.ComposeAsync(_mod, rex)));
        Assert.Equal([Sentence], Assert.IsType<SaveRecipeResult.Refused>(await SaveAsync(_ben, rex)).Problems);
        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ann, rex));
        Assert.IsType<SaveRecipeResult.Saved>(await SaveAsync(_ann, rex));
        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ben, rex with { Enabled = false })); // it takes no part
    }

    [Fact]
    public async Task Others_may_not_merge_it_with_concepts_of_other_creators()
    {
        var (rex, ada, own) = (await PublishAsync("rex", HubUse.All & ~HubUse.Merge), await PublishAsync("ada", HubUse.All), await PublishAsync(_ben, "otto", HubUse.All));
        const string Sentence = "The creator of “Rex” does not let others merge it with concepts of other creators. Use it alone, or take it out of the recipe.";

        Assert.Equal([Sentence], Problems(await _hub.ComposeAsync(_ben, rex, own)));
        Assert.Equal([Sentence], Problems(await _hub.Get<Settlings>().SubmitAsync(_ben, TestHub.Model, [rex, own with { Enabled = false }], Token)));
        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ben, rex));
        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ben, rex, ada)); // of the same creator
        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ben, rex, own with { Enabled = false }));
        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ann, rex, own));
    }

    [Fact]
    public async Task Grid_that_switches_concepts_merges_them()
    {
        var (rex, own) = (await PublishAsync("rex", HubUse.All & ~HubUse.Merge), await PublishAsync(_ben, "otto", HubUse.All));
        var grid = TestHub.Composition(rex, own with { Enabled = false }) with { Settings = new PictureSettings { Prompt = "<rex> dog and <otto> dog" }, Grid = new GridPlan(new GridAxis.OnOff(own.ConceptId)) };

        var result = await _hub.Get<Composer>().SubmitAsync(_ben, TestHub.Model, grid, Token);

        Assert.Contains("merge it with concepts of other creators", Assert.Single(Problems(result)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_draw_and_to_export_are_two_things()
    {
        var (drawn, exported) = (await PublishAsync("rex", HubUse.Draw), await PublishAsync("ada", HubUse.Export));
        var composer = _hub.Get<Composer>();

        async Task<IReadOnlyList<string>> SentencesAsync(RecipeEntry entry, RecipeUse use) =>
            [.. (await composer.ResolveAsync(TestHub.Model, [entry], use, Token)).Problems.Select(problem => problem.Sentence)];

        Assert.Empty(await SentencesAsync(drawn, RecipeUse.Drawing(_ben)));
        Assert.Equal(["The creator of “Rex” does not let others export it for other programs. Please take it out of the recipe."], await SentencesAsync(drawn, RecipeUse.Exporting(_ben)));
        Assert.Empty(await SentencesAsync(exported, RecipeUse.Exporting(_ben)));
        Assert.Single(await SentencesAsync(exported, RecipeUse.Drawing(null)));
        Assert.Empty(await SentencesAsync(drawn, RecipeUse.Exporting(_ann)));
    }

    [Fact]
    public async Task Creator_changes_their_mind()
    {
        var rex = await PublishAsync("rex", HubUse.None);
        var edit = new ConceptEdit("Rex", "", "", Licence.Open, AgeRating.Everyone);

        Assert.IsType<SubmitResult.Refused>(await _hub.ComposeAsync(_ben, rex));
        Assert.IsType<ActionResult.NotAllowed>(await _hub.Get<Concepts>().DescribeAsync(_ben, rex.ConceptId, edit, Token));
        Assert.IsType<ActionResult.Done>(await _hub.Get<Concepts>().DescribeAsync(_ann, rex.ConceptId, edit, Token));

        Assert.IsType<SubmitResult.Queued>(await _hub.ComposeAsync(_ben, rex));
    }

    [Fact]
    public void Verdicts_name_who_does_not_want_it_and_speak_of_merging_where_several_meet()
    {
        var closed = new LicencedConcept("Mira", _ann.Id, "ann", Licence.Open with { Uses = HubUse.None });
        var open = new LicencedConcept("Kiro", _ben.Id, "ben", Licence.Open);

        Assert.Equal([HubUse.Draw, HubUse.Export], UseControl.Of([closed], null).Select(verdict => verdict.Use));
        Assert.All(UseControl.Of([closed, open], _ben.Id), verdict => Assert.Equal("Mira by ann", LicenceWords.Because(verdict)));
        Assert.Equal(3, UseControl.Of([closed, open], null).Count);
        Assert.All(UseControl.Of([closed, open], _ann.Id), verdict => Assert.True(verdict.IsGranted));
    }

    private Task<RecipeEntry> PublishAsync(string trigger, HubUse uses) => PublishAsync(_ann, trigger, uses);

    private async Task<RecipeEntry> PublishAsync(Actor actor, string trigger, HubUse uses) =>
        new(await _hub.PublishAsync(actor, trigger, new PublishRequest { Name = char.ToUpperInvariant(trigger[0]) + trigger[1..], Licence = Licence.Open with { Uses = uses } }), 1, 1);

    private async Task<ConceptDetails> FindAsync(RecipeEntry entry) => (await _hub.Get<Concepts>().FindAsync(entry.ConceptId, null, Token))!;

    private Task<SaveRecipeResult> SaveAsync(Actor actor, RecipeEntry entry) => _hub.Get<RecipeSaving>().SaveAsync(
        actor, TestHub.Model, new RecipeDraft { Words = new RecipeWords("Title", "", RecipeVisibility.Public, null), Settings = new PictureSettings { Prompt = "a dog" }, Entries = [entry] }, Token);

    private static Licence Json(string text) => System.Text.Json.JsonSerializer.Deserialize<Licence>(text, System.Text.Json.JsonSerializerOptions.Web)!;

    private static IReadOnlyList<string> Problems(SubmitResult result) => Assert.IsType<SubmitResult.Refused>(result).Problems;
}
