using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class PublishingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concept_goes_from_pictures_to_pictures_made_with_it()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var concept = await hub.PublishAsync(ann, "rex", "Rex the dog");

        var found = await hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Text = "rex" }, Token);
        var job = Assert.IsType<SubmitResult.Queued>(await hub.ComposeAsync(ben, new RecipeEntry(concept, 1, 1))).JobId;
        var leased = await hub.LeaseAsync();
        var blob = await hub.Get<FileBlobStore>().PutAsync(TestHub.Png(128, 128, 3), Token);
        await hub.Get<JobEndings>().FinishGenerationAsync(leased.Lease, [blob], Token);

        var made = Assert.Single((await hub.Get<Pictures>().MadeWithAsync(concept, 1, Token)).Items);
        Assert.Equal(concept, Assert.Single(found.Cards.Items).Id);
        Assert.Equal((job, "ben", blob), (made.JobId, made.OwnerName, made.Blob));
        Assert.Equal([new MadePicture(made.Id, blob)], Assert.IsType<PictureMade>((await hub.Get<Jobs>().FindAsync(ben, job, Token))!.Outcome).All);
        Assert.Equal(1, (await hub.Get<Concepts>().FindAsync(concept, null, Token))!.Card.PicturesMade);
    }

    [Fact]
    public async Task Published_concept_shows_what_was_trained()
    {
        await using var hub = await TestHub.StartAsync();
        var concept = await hub.PublishAsync(await hub.JoinAsync("ann"), "rex", "Rex the dog!");

        var details = await hub.Get<Concepts>().FindAsync(concept, null, Token);

        var version = Assert.Single(details!.Versions);
        Assert.Equal(("rex-the-dog", "<rex>", ConceptKind.Subject, 0), (details.Card.Slug, details.Card.TriggerWord, details.Card.Kind, version.ConceptNumber));
        Assert.Equal(new TrainingSummary(3, 400, .1, 5), version.Training);
        Assert.Equal(details.Card.Cover, Assert.Single(details.Showcase).Blob);
        Assert.Empty(details.TrainingExamples);
        Assert.Equal(Licence.Open, details.Licence);
    }

    [Fact]
    public async Task Training_hears_of_published_concepts_of_its_model_alone()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var (published, deleted) = (await hub.PublishAsync(ann, "rex", "Rex"), await hub.PublishAsync(ann, "ben", "Ben"));
        Assert.IsType<ActionResult.Done>(await hub.Get<Concepts>().DeleteAsync(ann, deleted, Token));
        await TrainedDraftAsync(hub, ann, "unpublished");
        await hub.StartTrainingAsync(ann, await hub.DraftAsync(ann, "new"));

        var order = Assert.IsType<TrainingOrder>((await hub.LeaseAsync()).Order);

        var version = Assert.Single((await hub.Get<Concepts>().FindAsync(published, null, Token))!.Versions);
        Assert.Equal([version.AdapterBlob], order.Strangers);
    }

    [Fact]
    public async Task Publishing_twice_makes_one_concept()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await TrainedDraftAsync(hub, ann, "rex");

        var first = await hub.Get<Publishing>().PublishAsync(ann, draft, new PublishRequest { Name = "Rex" }, Token);
        var second = await hub.Get<Publishing>().PublishAsync(ann, draft, new PublishRequest { Name = "Rex" }, Token);

        Assert.IsType<PublishResult.Published>(first);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Publishing_somebody_elses_draft_finds_nothing()
    {
        await using var hub = await TestHub.StartAsync();
        var draft = await TrainedDraftAsync(hub, await hub.JoinAsync("ann"), "rex");

        Assert.IsType<PublishResult.NotFound>(await hub.Get<Publishing>().PublishAsync(await hub.JoinAsync("ben"), draft, new PublishRequest { Name = "Rex" }, Token));
    }

    [Fact]
    public async Task Publishing_before_the_training_ends_is_refused()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await hub.DraftAsync(ann, "rex");
        await hub.StartTrainingAsync(ann, draft);

        Assert.IsType<PublishResult.Refused>(await hub.Get<Publishing>().PublishAsync(ann, draft, new PublishRequest { Name = "Rex" }, Token));
    }

    [Theory]
    [InlineData("rex")]
    [InlineData("<REX>")]
    public async Task Trigger_word_of_a_living_concept_is_taken(string again)
    {
        await using var hub = await TestHub.StartAsync();
        await hub.PublishAsync(await hub.JoinAsync("ann"), "rex", "Rex");
        var ben = await hub.JoinAsync("ben");

        var result = await hub.Get<Training>().SubmitAsync(ben, TestHub.Model, await hub.DraftAsync(ben, again), Token);

        Assert.Equal(["The trigger word <rex> is taken. Please choose another."], Assert.IsType<SubmitResult.Refused>(result).Problems);
    }

    [Fact]
    public async Task Trigger_word_is_claimed_while_training_and_free_after_cancel()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var job = await hub.StartTrainingAsync(ann, await hub.DraftAsync(ann, "rex"));
        var late = await hub.DraftAsync(ben, "rex");

        Assert.IsType<SubmitResult.Refused>(await hub.Get<Training>().SubmitAsync(ben, TestHub.Model, late, Token));
        await hub.Get<Jobs>().RequestCancelAsync(ann, job, Token);
        Assert.IsType<SubmitResult.Queued>(await hub.Get<Training>().SubmitAsync(ben, TestHub.Model, late, Token));
    }

    [Fact]
    public async Task Deleted_concept_frees_its_word_and_stays_out_of_recipes()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        Assert.IsType<ActionResult.Done>(await hub.Get<Concepts>().DeleteAsync(ann, concept, Token));

        var composed = await hub.ComposeAsync(ann, new RecipeEntry(concept, 1, 1));

        Assert.Equal(["“Rex” was deleted by its creator. Please take it out of the recipe."], Assert.IsType<SubmitResult.Refused>(composed).Problems);
        await hub.PublishAsync(ann, "rex", "Rex again");
        await using var database = hub.Database();
        Assert.Equal([SlotState.Retired, SlotState.Published], await database.Slots.OrderBy(s => s.ConceptNumber).Take(2).Select(s => s.State).ToListAsync(Token));
    }

    [Theory]
    [InlineData(-.1f)]
    [InlineData(2.1f)]
    [InlineData(float.NaN)]
    public async Task Strength_out_of_range_is_refused(float strength)
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", "Rex");

        Assert.Contains("goes from 0 to 2", Assert.Single(Assert.IsType<SubmitResult.Refused>(await hub.ComposeAsync(ann, new RecipeEntry(concept, 1, strength))).Problems));
        Assert.Equal(["Strengths go from 0 to 2."], Assert.IsType<SubmitResult.Refused>(await hub.ComposeAsync(ann, new RecipeEntry(concept, 1, strength, Enabled: false))).Problems);
    }

    [Fact]
    public async Task Concept_of_another_base_model_is_refused()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", "Rex");

        var resolved = await hub.Get<Composer>().ResolveAsync(TestHub.Model with { Hash = "newer" }, [new RecipeEntry(concept, 1, 1)], ann, Token);

        Assert.Equal("“Rex” was trained for another base model.", Assert.Single(resolved.Problems).Sentence);
    }

    [Fact]
    public async Task Captions_hold_the_trigger_word()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await hub.DraftAsync(ann, "rex");
        var pictures = (await hub.Get<TrainDrafts>().FindAsync(ann, draft, Token))!.Pictures;
        await hub.Get<TrainDrafts>().CaptionAsync(ann, draft, pictures[1].Id, "a photo of a dog on a beach", Token);
        await hub.Get<TrainDrafts>().CaptionAsync(ann, draft, pictures[2].Id, "at night", Token);
        await hub.StartTrainingAsync(ann, draft);

        var order = Assert.IsType<TrainingOrder>((await hub.LeaseAsync()).Order);

        Assert.Equal(["a picture of <rex> dog", "a photo of a <rex> dog on a beach", "<rex> dog, at night"], order.Pictures.Select(p => p.Caption));
    }

    [Fact]
    public async Task Discarded_training_retires_its_number()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await TrainedDraftAsync(hub, ann, "rex");

        Assert.IsType<ActionResult.Done>(await hub.Get<TrainDrafts>().DiscardAsync(ann, draft, Token));

        await using var database = hub.Database();
        Assert.Equal(SlotState.Retired, await database.Slots.Where(s => s.ConceptNumber == 0).Select(s => s.State).SingleAsync(Token));
        Assert.Null(await hub.Get<Training>().TriggerProblemAsync("rex", Token));
    }

    [Fact]
    public async Task Suspended_member_can_start_nothing()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        await using (var database = hub.Database()) await database.Users.ExecuteUpdateAsync(set => set.SetProperty(m => m.SuspendedAt, (DateTimeOffset?)hub.Clock.GetUtcNow()), Token);

        Assert.IsType<SubmitResult.Suspended>(await hub.ComposeAsync(ann));
    }

    private static async Task<Guid> TrainedDraftAsync(TestHub hub, Actor actor, string trigger)
    {
        var draft = await hub.DraftAsync(actor, trigger);
        await hub.StartTrainingAsync(actor, draft);
        await hub.TrainAsync(await hub.LeaseAsync());
        return draft;
    }
}
