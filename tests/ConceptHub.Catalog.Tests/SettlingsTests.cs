using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class SettlingsTests : IAsyncLifetime
{
    private TestHub _hub = null!;
    private Actor _ann = null!, _ben = null!;
    private RecipeEntry _rex = null!, _ada = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Settlings Settlings => _hub.Get<Settlings>();

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _ben) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"));
        _rex = new RecipeEntry(await _hub.PublishAsync(_ann, "rex", "Rex the dog"), 1, 1);
        _ada = new RecipeEntry(await _hub.PublishAsync(_ann, "ada", "Ada"), 1, 0.7f);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Settled_recipe_is_drawn_with_the_quiet_adapters_by_everybody_in_any_order_and_strength()
    {
        var blobs = await SettleAsync(_ann, _rex, _ada);

        var (forAnn, forBen) = (await Settlings.StatusAsync(_ann, TestHub.Model, [_rex, _ada], Token), await Settlings.StatusAsync(_ben, TestHub.Model, [_ada with { Strength = 2, Enabled = false }, _rex], Token));
        Assert.Equal(new SettlingStatus(new SettlingGain(0.4, 0.1), null), forAnn);
        Assert.Equal(forAnn, forBen);
        Assert.Equal([blobs[_ada.ConceptId], blobs[_rex.ConceptId]], await DrawnWithAsync(_ben, isSettled: true, _ada, _rex));
        Assert.Equal([blobs[_rex.ConceptId]], await DrawnWithAsync(_ben, isSettled: true, _ada with { Enabled = false }, _rex));
        Assert.DoesNotContain(blobs[_rex.ConceptId], await DrawnWithAsync(_ben, isSettled: false, _ada, _rex));
        Assert.Equal(blobs, await Settlings.AdaptersAsync(TestHub.Model, [_ada, _rex], Token));
    }

    [Fact]
    public async Task Other_concepts_are_another_matter()
    {
        await SettleAsync(_ann, _rex, _ada);
        var otto = new RecipeEntry(await _hub.PublishAsync(_ann, "otto", "Otto"), 1, 1);

        Assert.Null((await Settlings.StatusAsync(_ann, TestHub.Model, [_rex, _ada, otto], Token)).Gain);
        Assert.Null((await Settlings.StatusAsync(_ann, TestHub.Model with { Hash = "other" }, [_rex, _ada], Token)).Gain);
        var refused = await _hub.Get<Composer>().SubmitAsync(_ann, TestHub.Model, Picture(isSettled: true, _rex, _ada, otto), Token);
        Assert.Equal(["These concepts have not been made quiet on each other yet. Do that first, or draw without."], Assert.IsType<SubmitResult.Refused>(refused).Problems);
    }

    [Fact]
    public async Task Order_is_refused_for_one_concept_for_too_many_while_it_runs_and_when_it_is_done()
    {
        Assert.Equal(["2 to 20 concepts can be made quiet on each other; this recipe has 1."], Problems(await SubmitAsync(_ann, _rex)));
        Assert.Equal(["2 to 20 concepts can be made quiet on each other; this recipe has 21."], Problems(await SubmitAsync(_ann, [.. Enumerable.Range(0, 21).Select(_ => _rex with { ConceptId = Guid.NewGuid() })])));
        Assert.Contains("does not exist any more", Assert.Single(Problems(await SubmitAsync(_ann, _rex, _ada with { Version = 9 }))), StringComparison.Ordinal);
        var job = Assert.IsType<SubmitResult.Queued>(await SubmitAsync(_ann, _rex, _ada)).JobId;
        Assert.Equal(new SettlingStatus(null, job), await Settlings.StatusAsync(_ann, TestHub.Model, [_ada, _rex], Token));
        Assert.Equal(new SettlingStatus(null, null), await Settlings.StatusAsync(_ben, TestHub.Model, [_ada, _rex], Token));
        Assert.Equal(["These concepts are being made quiet on each other already."], Problems(await SubmitAsync(_ann, _ada, _rex)));
        await FinishAsync(await _hub.LeaseAsync());
        Assert.Equal(["These concepts are quiet on each other already."], Problems(await SubmitAsync(_ben, _rex, _ada)));
    }

    [Fact]
    public async Task Two_who_ask_at_once_both_get_their_end_and_the_first_result_stays()
    {
        Assert.IsType<SubmitResult.Queued>(await SubmitAsync(_ann, _rex, _ada));
        Assert.IsType<SubmitResult.Queued>(await SubmitAsync(_ben, _ada, _rex));
        var (first, second) = (await _hub.LeaseAsync(), await _hub.LeaseAsync());

        var kept = await FinishAsync(first);
        await FinishAsync(second);

        Assert.Equal(kept, await Settlings.AdaptersAsync(TestHub.Model, [_rex, _ada], Token));
        Assert.All(await Task.WhenAll(_hub.Get<Jobs>().MineAsync(_ann, Token), _hub.Get<Jobs>().MineAsync(_ben, Token)), jobs => Assert.Equal(JobState.Succeeded, jobs.First(job => job.Kind == JobKind.Settle).State));
    }

    [Fact]
    public async Task Sweep_leaves_what_recipes_use()
    {
        var blobs = await SettleAsync(_ann, _rex, _ada);
        _hub.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddDays(2)); // files carry the real time
        await using (var database = _hub.Database()) await database.Jobs.Where(job => job.Kind == JobKind.Settle).ExecuteDeleteAsync(Token);

        await _hub.Get<BlobSweep>().RunAsync(Token);

        Assert.All(blobs.Values, blob => Assert.True(_hub.Get<FileBlobStore>().Contains(blob)));
    }

    private Task<SubmitResult> SubmitAsync(Actor actor, params RecipeEntry[] recipe) => Settlings.SubmitAsync(actor, TestHub.Model, recipe, Token);

    private async Task<Dictionary<Guid, string>> SettleAsync(Actor actor, params RecipeEntry[] recipe)
    {
        Assert.IsType<SubmitResult.Queued>(await SubmitAsync(actor, recipe));
        return await FinishAsync(await _hub.LeaseAsync());
    }

    private async Task<Dictionary<Guid, string>> FinishAsync(LeasedJob leased)
    {
        var made = new Dictionary<Guid, string>();
        foreach (var part in Assert.IsType<SettleOrder>(leased.Order).Parts) made[part.ConceptId] = await _hub.Get<FileBlobStore>().PutAsync(Guid.NewGuid().ToByteArray(), Token);
        var settled = new RecipeSettled([.. made.Select(it => new QuietAdapter(it.Key, it.Value))], new SettlingGain(0.4, 0.1));
        Assert.IsType<FinishResult.Finished>(await _hub.Get<JobEndings>().FinishSettlingAsync(leased.Lease, settled, Token));
        return made;
    }

    private async Task<IReadOnlyList<string>> DrawnWithAsync(Actor actor, bool isSettled, params RecipeEntry[] recipe)
    {
        Assert.IsType<SubmitResult.Queued>(await _hub.Get<Composer>().SubmitAsync(actor, TestHub.Model, Picture(isSettled, recipe), Token));
        return [.. Assert.IsType<GenerationOrder>((await _hub.LeaseAsync()).Order).Parts.Select(part => part.AdapterBlob)];
    }

    private static Composition Picture(bool isSettled, params RecipeEntry[] recipe) => TestHub.Composition(recipe) with { Settings = new PictureSettings { Prompt = "a dog", IsSettled = isSettled } };

    private static IReadOnlyList<string> Problems(SubmitResult result) => Assert.IsType<SubmitResult.Refused>(result).Problems;
}
