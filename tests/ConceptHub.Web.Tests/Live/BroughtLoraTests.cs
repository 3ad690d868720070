using System.Net;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Live;

/// <summary>A LoRA on its way through the hub; only the device is drawn by hand.</summary>
public sealed class BroughtLoraTests : IAsyncLifetime
{
    private readonly LiveHub _hub = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _hub.InitializeAsync();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Exported_concept_comes_back_as_a_lora_and_is_published_in_seats_of_its_own()
    {
        var ana = await _hub.SignedUpAsync("ana");
        _hub.Device.StepMilliseconds = 5;
        var draft = await BringAsync(ana);
        await _hub.WatchAsync(ana, await ProjectAsync(ana, draft));

        var job = Assert.IsType<SubmitResult.Queued>(await _hub.Control.TrainAsync(ana, await _hub.ModelAsync(), draft, Token)).JobId;
        var last = (await _hub.WatchAsync(ana, job))[^1];
        var published = Assert.IsType<PublishResult.Published>(await Get<Publishing>().PublishAsync(ana, draft, new PublishRequest { Name = "Ada again", Depicts = new Depiction(DepictedPerson.Invented) }, Token));

        var likeness = Assert.IsType<AdapterTrained>(last.Details.Outcome).Training.Likeness;
        Assert.Equal(new LoraLikeness(0.6, 0.01, 0.1), likeness);
        var version = Assert.Single((await Get<Catalog.Concepts>().FindAsync(published.ConceptId, null, Token))!.Versions);
        Assert.Equal(likeness, version.Training?.Likeness);
        var page = await (await _hub.MemberAsync("ben")).GetAsync($"/concepts/{published.ConceptId}/{published.Slug}");
        Assert.Contains("Distilled from a LoRA (60 % kept), 50 steps", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lora_that_a_published_concept_was_distilled_from_is_answered_with_that_concept()
    {
        var fay = await _hub.SignedUpAsync("fay");
        _hub.Device.StepMilliseconds = 1;
        var draft = await BringAsync(fay);
        await _hub.WatchAsync(fay, await ProjectAsync(fay, draft));
        await _hub.WatchAsync(fay, Assert.IsType<SubmitResult.Queued>(await _hub.Control.TrainAsync(fay, await _hub.ModelAsync(), draft, Token)).JobId);
        var published = Assert.IsType<PublishResult.Published>(await Get<Publishing>().PublishAsync(fay, draft, new PublishRequest { Name = "Fay's", Depicts = new Depiction(DepictedPerson.Invented) }, Token));

        using var again = Lora();
        var answer = await Get<LoraDrafts>().BringAsync(await _hub.SignedUpAsync("gil"), _hub.Device.Model.Fit.Targets, new UploadedFile("other-name.safetensors", again), Token);

        Assert.Equal(new PublishedTwin(published.ConceptId, "Fay's", published.Slug, "fay"), Assert.IsType<BringFileResult.Known>(answer).Twin);
    }

    [Fact]
    public async Task Projection_shows_figures_and_both_pictures_and_only_its_owner_may_take_it()
    {
        _hub.Device.StepMilliseconds = 1;
        var visitor = await _hub.MemberAsync("cleo");
        var cleo = new Actor((await Get<Members>().FindAsync("cleo", Token))!.Id, "cleo", []);
        var draft = await BringAsync(cleo);

        var last = (await _hub.WatchAsync(cleo, await ProjectAsync(cleo, draft)))[^1];
        var mine = await visitor.GetAsync($"/train/{draft}/niche.safetensors");
        var theirs = await (await _hub.MemberAsync("dan")).GetAsync($"/train/{draft}/niche.safetensors");

        var made = Assert.IsType<NicheMade>(last.Details.Outcome);
        Assert.Equal((0.9, 2), (made.Likeness.Kept, last.Details.Samples.Count));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (mine.Status, theirs.Status));
    }

    [Fact]
    public async Task Cancelled_projection_leaves_the_draft_as_it_was()
    {
        var ana = await _hub.SignedUpAsync("emma");
        _hub.Device.StepMilliseconds = 300;
        var draft = await BringAsync(ana);
        var job = await ProjectAsync(ana, draft);
        while (_hub.Device.LastStep < 1) await Task.Delay(20, Token);

        await _hub.Control.CancelAsync(ana, job, Token);
        await _hub.WatchAsync(ana, job);

        Assert.Equal(DraftState.Draft, (await Get<TrainDrafts>().FindAsync(ana, draft, Token))!.State);
        Assert.Null(await Get<Niches>().FindAsync(ana, draft, Token));
        Assert.Equal(JobState.Cancelled, (await _hub.Jobs.FindAsync(ana, job, Token))!.Summary.State);
    }

    private T Get<T>() where T : notnull => _hub.Services.GetRequiredService<T>();

    private async Task<Guid> BringAsync(Actor actor)
    {
        await _hub.ModelAsync();
        using var file = Lora();
        var result = await Get<LoraDrafts>().BringAsync(actor, _hub.Device.Model.Fit.Targets, new UploadedFile("ada.safetensors", file), Token);
        var draft = Assert.IsType<BringFileResult.Brought>(result).DraftId;
        var words = new DraftDescription { TriggerWord = "adele", ClassWord = "person", Choices = new TrainingChoices { Steps = 50, SampleEvery = 25 } };
        Assert.IsType<ActionResult.Done>(await Get<TrainDrafts>().DescribeAsync(actor, draft, words, Token));
        return draft;
    }

    private static MemoryStream Lora()
    {
        var file = new MemoryStream();
        var concept = new ExportedConcept(SeedFolders.Adapter(new Seed("Ada", "ada", ConceptKind.Person, "<ada>", "person", 1, "", [])), 1, "Ada", "");
        LoraExport.Write(file, SeedFolders.Plan, [concept], new LoraExportOptions { Format = LoraFormat.Diffusers });
        file.Position = 0;
        return file;
    }

    private async Task<Guid> ProjectAsync(Actor actor, Guid draft) =>
        Assert.IsType<SubmitResult.Queued>(await _hub.Control.ProjectAsync(actor, await _hub.ModelAsync(), draft, Token)).JobId;
}
