using System.Net;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Startup;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Live;

public sealed class VersionPageTests : IAsyncLifetime
{
    private readonly LiveHub _hub = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private TrainDrafts Drafts => _hub.Services.GetRequiredService<TrainDrafts>();

    public async ValueTask InitializeAsync()
    {
        await _hub.InitializeAsync();
        _hub.Device.StepMilliseconds = 2;
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Creator_begins_a_version_on_the_page_which_then_tells_what_differs()
    {
        var ana = await _hub.SignedUpAsync("ana");
        var (owner, guest) = (await _hub.SignInAsync("ana"), _hub.Visitor());
        var concept = await PublishedAsync(ana, new PublishRequest { Name = "Neva", Depicts = new Depiction(DepictedPerson.Invented) });
        var page = await owner.GetAsync($"/concepts/{concept}/neva");
        Assert.DoesNotContain("New version", (await guest.GetAsync($"/concepts/{concept}/neva")).Text);

        var wizard = await owner.SendAsync(page, page.Page.Forms.First(form => form.TextContent.Contains("New version")), []);
        var draft = Guid.Parse(wizard.Path.Split('/')[^1]);
        var words = (await Drafts.FindAsync(ana, draft, Token))!.Description;
        await Drafts.DescribeAsync(ana, draft, words with { Choices = words.Choices with { Steps = 60 } }, Token);
        await TrainAsync(ana, draft);
        var request = new VersionRequest { ChangeNote = "Trained a little longer.", Depicts = new Depiction(DepictedPerson.Self), Strength = new StrengthRange(.8f, 0, 1.5f), Looks = [new Look("Winter coat", "in a blue coat")] };
        Assert.IsType<PublishResult.Published>(await _hub.Services.GetRequiredService<VersionPublishing>().PublishAsync(ana, draft, request, Token));

        var seen = await guest.GetAsync($"/concepts/{concept}/neva");
        Assert.Contains("Trained a little longer.", seen.Text);
        Assert.Equal(["Steps: 50 → 60", "Strength: 1 (0 to 2) → 0.8 (0 to 1.5)", "Looks (outfits): none → Winter coat"], seen.All("ol[reversed] ul li"));
        await using var scope = _hub.Services.CreateAsyncScope();
        var item = Assert.Single(await scope.ServiceProvider.GetRequiredService<RecipeLookup>().ItemsAsync([new RecipeEntry(concept, 1, 1)], null, Token));
        Assert.Equal((true, 2), (item.IsUsed, item.Newer!.Number));
    }

    [Fact]
    public async Task Creator_takes_the_concept_out_and_puts_it_back()
    {
        var ana = await _hub.SignedUpAsync("ana");
        var (owner, moderator, guest) = (await _hub.SignInAsync("ana"), await _hub.MemberAsync("moira", HubRoles.Moderator), _hub.Visitor());
        var concept = await PublishedAsync(ana, new PublishRequest { Name = "Neva", Depicts = new Depiction(DepictedPerson.Invented) });
        var (address, adapter) = ($"/concepts/{concept}/neva", $"/concepts/{concept}/versions/1/adapter");
        var edit = await owner.GetAsync($"/concepts/{concept}/edit");

        var taken = await owner.SendAsync(edit, edit.Page.Forms.First(form => form.TextContent.Contains("Take it out")), []);

        Assert.Contains("You took this concept out of the catalog.", taken.Words("[role=status]"));
        Assert.Contains("Its creator took this concept out", (await moderator.GetAsync(address)).Words("[role=status]"));
        Assert.DoesNotContain("Publish it again", (await moderator.GetAsync(address)).Text);
        foreach (var path in new[] { address, adapter }) Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync(adapter)).Status);
        Assert.Contains("is not in the catalog", (await owner.GetAsync("/u/ana")).Words("[role=status]"));

        var back = await owner.SendAsync(taken, taken.Page.Forms.First(form => form.TextContent.Contains("Publish it again")), []);
        Assert.DoesNotContain("Publish it again", back.Text);
        Assert.Equal(HttpStatusCode.OK, (await guest.GetAsync(address)).Status);
    }

    [Fact]
    public async Task Planned_concept_shows_its_time_which_can_be_changed()
    {
        var ana = await _hub.SignedUpAsync("ana");
        var (owner, guest) = (await _hub.SignInAsync("ana"), _hub.Visitor());
        var at = DateTimeOffset.UtcNow.AddDays(3);
        var concept = await PublishedAsync(ana, new PublishRequest { Name = "Neva", Depicts = new Depiction(DepictedPerson.Invented), PublishAt = at });
        var page = await owner.GetAsync($"/concepts/{concept}/neva");
        Assert.Equal($"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z", page.Page.QuerySelector("[role=status] time")!.GetAttribute("datetime"));
        Assert.Equal(HttpStatusCode.NotFound, (await guest.GetAsync($"/concepts/{concept}/neva")).Status);

        var form = page.Page.Forms.First(form => form.TextContent.Contains("Set this time"));
        var without = await owner.SendAsync(page, form, []);
        var past = await owner.SendAsync(page, form, new() { ["at"] = "2020-01-01T10:00:00.000Z" });
        var later = await owner.SendAsync(page, form, new() { ["at"] = $"{at.UtcDateTime.AddDays(1):yyyy-MM-ddTHH:mm}:00.000Z" });

        Assert.Contains("Please choose a day and a time.", without.Text);
        Assert.Contains("That time is over.", past.Text);
        Assert.Equal($"{at.UtcDateTime.AddDays(1):yyyy-MM-ddTHH:mm}:00Z", later.Page.QuerySelector("[role=status] time")!.GetAttribute("datetime"));
        Assert.Contains("comes into the catalog", (await owner.GetAsync("/u/ana")).Words("[role=status]"));
        var published = await owner.SendAsync(later, later.Page.Forms.First(form => form.TextContent.Contains("Publish now")), []);
        Assert.Null(published.Page.QuerySelector("[role=status] time"));
        Assert.Equal(HttpStatusCode.OK, (await guest.GetAsync($"/concepts/{concept}/neva")).Status);
    }

    [Fact]
    public async Task What_was_due_while_the_site_was_down_is_published_at_the_start()
    {
        var ana = await _hub.SignedUpAsync("ana");
        var concept = await PublishedAsync(ana, new PublishRequest { Name = "Neva", Depicts = new Depiction(DepictedPerson.Invented), PublishAt = DateTimeOffset.UtcNow.AddDays(1) });
        await _hub.Services.GetRequiredService<ConceptListing>().ScheduleAsync(ana, concept, DateTimeOffset.UtcNow.AddMilliseconds(200), Token);
        await Task.Delay(250, Token);

        using var started = ActivatorUtilities.CreateInstance<PlannedPublishing>(_hub.Services);
        await started.StartAsync(Token);

        var concepts = _hub.Services.GetRequiredService<Catalog.Concepts>();
        for (var tries = 0; tries < 100 && await concepts.FindAsync(concept, null, Token) is null; tries++) await Task.Delay(50, Token);
        Assert.NotNull(await concepts.FindAsync(concept, null, Token));
        await started.StopAsync(Token);
    }

    private async Task<Guid> PublishedAsync(Actor actor, PublishRequest request)
    {
        var draft = await Drafts.StartAsync(actor, Token);
        var files = Enumerable.Range(1, 3).Select(i => new UploadedFile($"{i}.png", new MemoryStream(SeedFolders.Png((uint)i * 99)))).ToArray();
        await Drafts.AddPicturesAsync(actor, draft, files, Token);
        await Drafts.DescribeAsync(actor, draft, new DraftDescription { TriggerWord = "neva", ClassWord = "person", Choices = new TrainingChoices { Steps = 50, SampleEvery = 25 } }, Token);
        await TrainAsync(actor, draft);
        return Assert.IsType<PublishResult.Published>(await _hub.Services.GetRequiredService<Publishing>().PublishAsync(actor, draft, request, Token)).ConceptId;
    }

    private async Task TrainAsync(Actor actor, Guid draft)
    {
        var queued = Assert.IsType<SubmitResult.Queued>(await _hub.Control.TrainAsync(actor, await _hub.ModelAsync(), draft, Token));
        Assert.Equal(JobState.Succeeded, (await _hub.WatchAsync(actor, queued.JobId))[^1].Summary.State);
    }
}
