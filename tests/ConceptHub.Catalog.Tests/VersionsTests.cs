using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class VersionsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_version_begins_with_the_words_and_pictures_of_the_newest()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        var second = await hub.BeginVersionAsync(ann, concept);
        var pictures = (await hub.DraftInfoAsync(ann, second)).Pictures;
        await hub.Get<TrainDrafts>().RemovePictureAsync(ann, second, pictures[0].Id, Token);
        await hub.Get<TrainDrafts>().CaptionAsync(ann, second, pictures[1].Id, "a dog at night", Token);
        await hub.AddPictureAsync(ann, second, shade: 9);
        await hub.PublishVersionAsync(ann, second, "With a night.");

        var third = await hub.DraftInfoAsync(ann, await hub.BeginVersionAsync(ann, concept));

        var kept = (await hub.DraftInfoAsync(ann, second)).Pictures;
        Assert.Equal(kept.Select(p => (p.Blob, p.Caption)), third.Pictures.Select(p => (p.Blob, p.Caption)));
        Assert.Equal((3, "a dog at night"), (third.Pictures.Count, third.Pictures[0].Caption));
        Assert.Equal(("rex", "dog", new DraftConcept(concept, "Rex", "rex", null)), (third.Description.TriggerWord, third.Description.ClassWord, third.VersionOf));
    }

    [Fact]
    public async Task New_version_changes_the_same_blocks_under_the_same_word()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var (first, concept) = (await hub.PublishAsync(ann, "ben", "Ben"), await hub.PublishAsync(ann, "rex", "Rex"));

        await hub.PublishVersionAsync(ann, await hub.BeginVersionAsync(ann, concept), "Trained longer.");

        var details = (await hub.Get<Concepts>().FindAsync(concept, null, Token))!;
        var other = (await hub.Get<Concepts>().FindAsync(first, null, Token))!;
        Assert.Equal([(2, 1, "Trained longer."), (1, 1, "")], details.Versions.Select(v => (v.Number, v.ConceptNumber, v.ChangeNote)));
        Assert.Equal((2, 0), (details.Card.LatestVersion, other.Card.ConceptNumber));
        await using var database = hub.Database();
        Assert.Equal([SlotState.Published, SlotState.Published, SlotState.Free], await database.Slots.OrderBy(s => s.ConceptNumber).Take(3).Select(s => s.State).ToListAsync(Token));
    }

    [Fact]
    public async Task Version_for_a_newer_base_model_gets_a_number_there()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        var draft = await hub.BeginVersionAsync(ann, concept);
        var newer = TestHub.Model with { Hash = "newer" };

        Assert.IsType<SubmitResult.Queued>(await hub.Get<Training>().SubmitAsync(ann, newer, draft, Token));
        await hub.TrainAsync(await hub.LeaseAsync());
        Assert.IsType<PublishResult.Published>(await hub.Get<VersionPublishing>().PublishAsync(ann, draft, new VersionRequest { ChangeNote = "For the new model." }, Token));

        Assert.Equal(["newer", "base"], (await hub.Get<Concepts>().FindAsync(concept, null, Token))!.Versions.Select(v => v.BaseModelHash));
        await using var database = hub.Database();
        Assert.Equal(2, await database.Slots.CountAsync(s => s.State == SlotState.Published && s.ConceptId == concept, Token));
    }

    [Fact]
    public async Task Version_hears_of_others_newest_versions_but_not_of_its_own()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var (rex, ben) = (await hub.PublishAsync(ann, "rex", "Rex"), await hub.PublishAsync(ann, "ben", "Ben"));
        await hub.PublishVersionAsync(ann, await hub.BeginVersionAsync(ann, ben), "Better.");
        await hub.StartTrainingAsync(ann, await hub.BeginVersionAsync(ann, rex));

        var order = Assert.IsType<TrainingOrder>((await hub.LeaseAsync()).Order);

        Assert.Equal([(await hub.Get<Concepts>().FindAsync(ben, null, Token))!.Versions[0].AdapterBlob], order.Strangers);
    }

    [Fact]
    public async Task Words_of_a_version_cannot_be_changed()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await hub.BeginVersionAsync(ann, await hub.PublishAsync(ann, "rex", "Rex"));
        var words = (await hub.DraftInfoAsync(ann, draft)).Description;

        var other = await hub.Get<TrainDrafts>().DescribeAsync(ann, draft, words with { TriggerWord = "max" }, Token);
        var longer = await hub.Get<TrainDrafts>().DescribeAsync(ann, draft, words with { Choices = words.Choices with { Steps = 800 } }, Token);

        Assert.Contains("keeps the kind", Assert.IsType<ActionResult.Refused>(other).Sentence);
        Assert.IsType<ActionResult.Done>(longer);
    }

    [Fact]
    public async Task One_version_is_begun_at_a_time_and_by_the_creator()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var concept = await hub.PublishAsync(ann, "rex", "Rex");

        var (first, again) = (await hub.BeginVersionAsync(ann, concept), await hub.BeginVersionAsync(ann, concept));
        var other = await hub.Get<VersionDrafts>().StartAsync(ben, concept, Token);
        var fresh = await hub.Get<TrainDrafts>().StartAsync(ann, Token);

        Assert.Equal(first, again);
        Assert.NotEqual(first, fresh);
        Assert.IsType<StartVersionResult.Refused>(other);
        Assert.IsType<ActionResult.Done>(await hub.Get<TrainDrafts>().DiscardAsync(ann, first, Token));
        Assert.NotEqual(first, await hub.BeginVersionAsync(ann, concept));
    }

    [Fact]
    public async Task Followers_and_owners_of_recipes_hear_of_it_once()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, cleo, dora) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), await hub.JoinAsync("cleo"), await hub.JoinAsync("dora"));
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        foreach (var follower in new[] { ben, cleo }) await hub.Get<Follows>().FollowAsync(follower, ann.Id, Token);
        foreach (var user in new[] { ann, cleo }) await hub.SaveRecipeAsync(user, new RecipeEntry(concept, 1, 1));

        await hub.PublishVersionAsync(ann, await hub.BeginVersionAsync(ann, concept), " Now in the snow. ");

        foreach (var told in new[] { ben, cleo })
        {
            var notice = Assert.Single(await hub.Get<Notices>().ReadAsync(told, Token));
            Assert.Equal((NoticeKind.NewVersion, "ann", "Rex", "Now in the snow.", (Guid?)concept), (notice.Kind, notice.ActorName, notice.Title, notice.Text, notice.ConceptId));
        }

        Assert.Empty(await hub.Get<Notices>().ReadAsync(dora, Token));
        Assert.DoesNotContain(await hub.Get<Notices>().ReadAsync(ann, Token), notice => notice.Kind == NoticeKind.NewVersion);
    }

    [Fact]
    public async Task Recipes_keep_their_version_and_either_one_draws()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        var recipe = await hub.SaveRecipeAsync(ann, new RecipeEntry(concept, 1, 1));
        await hub.PublishVersionAsync(ann, await hub.BeginVersionAsync(ann, concept), "Better.");

        Assert.Equal(1, Assert.Single((await hub.Get<Recipes>().FindAsync(recipe, null, Token))!.Entries).Version);
        Assert.IsType<SubmitResult.Queued>(await hub.ComposeAsync(ann, new RecipeEntry(concept, 1, 1)));
        Assert.IsType<SubmitResult.Queued>(await hub.ComposeAsync(ann, new RecipeEntry(concept, 2, 1)));
        var twice = await hub.ComposeAsync(ann, new RecipeEntry(concept, 1, 1), new RecipeEntry(concept, 2, 1));
        Assert.Contains("stands twice", Assert.IsType<SubmitResult.Refused>(twice).Problems[0]);
    }

    [Fact]
    public async Task Pictures_are_replaced_only_when_new_ones_are_chosen()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", new PublishRequest { Name = "Rex", ShowTrainingPictures = true });
        var before = (await hub.Get<Concepts>().FindAsync(concept, null, Token))!;

        await hub.PublishVersionAsync(ann, await hub.BeginVersionAsync(ann, concept), new VersionRequest { ChangeNote = "Kept.", ShowTrainingPictures = true });
        var kept = (await hub.Get<Concepts>().FindAsync(concept, null, Token))!;
        await hub.PublishVersionAsync(ann, await hub.BeginVersionAsync(ann, concept), new VersionRequest { ChangeNote = "New.", Showcase = [before.Card.Cover!] });
        var replaced = (await hub.Get<Concepts>().FindAsync(concept, null, Token))!;

        Assert.Equal(before.Showcase.Select(p => p.Blob), kept.Showcase.Select(p => p.Blob));
        Assert.Equal(3, kept.TrainingExamples.Count);
        Assert.Equal(before.Card.Cover, Assert.Single(replaced.Showcase).Blob);
        Assert.Empty(replaced.TrainingExamples);
    }

    [Theory]
    [InlineData(" ", "Please say what is new in this version.")]
    [InlineData("long", "The change note has 501 characters; 500 is the most.")]
    public async Task Change_note_is_asked_for(string note, string problem)
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var draft = await hub.BeginVersionAsync(ann, await hub.PublishAsync(ann, "rex", "Rex"));
        await hub.StartTrainingAsync(ann, draft);
        await hub.TrainAsync(await hub.LeaseAsync());

        var request = new VersionRequest { ChangeNote = note == "long" ? new string('x', 501) : note, Strength = new StrengthRange(1, 2, 0) };
        var refused = Assert.IsType<PublishResult.Refused>(await hub.Get<VersionPublishing>().PublishAsync(ann, draft, request, Token));

        Assert.Equal([problem, "Strengths go from 0 to 2, and the recommended one lies between the least and the most."], refused.Problems);
        Assert.IsType<PublishResult.NotFound>(await hub.Get<Publishing>().PublishAsync(ann, draft, new PublishRequest { Name = "Rex" }, Token));
    }

    [Fact]
    public async Task Concept_deleted_while_its_version_trains_says_so()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        var draft = await hub.BeginVersionAsync(ann, concept);
        await hub.StartTrainingAsync(ann, draft);
        await hub.Get<Concepts>().DeleteAsync(ann, concept, Token);
        await hub.TrainAsync(await hub.LeaseAsync());

        var refused = await hub.Get<VersionPublishing>().PublishAsync(ann, draft, new VersionRequest { ChangeNote = "Late." }, Token);

        const string sentence = "“Rex” was deleted, so it cannot get a new version. Please discard this draft.";
        Assert.Equal([sentence], Assert.IsType<PublishResult.Refused>(refused).Problems);
        Assert.Equal(sentence, (await hub.DraftInfoAsync(ann, draft)).VersionOf!.Problem);
        Assert.IsType<ActionResult.Done>(await hub.Get<TrainDrafts>().DiscardAsync(ann, draft, Token));
        Assert.IsType<StartVersionResult.Refused>(await hub.Get<VersionDrafts>().StartAsync(ann, concept, Token));
    }

    [Fact]
    public async Task Hidden_concept_gets_its_version_once_it_is_shown_again()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        var draft = await hub.BeginVersionAsync(ann, concept);
        var target = new ModerationTarget(TargetKind.Concept, concept);
        await hub.Get<Moderation>().HideAsync(Actor.Operator, target, "Looks like a person.", Token);

        var refused = await hub.Get<Training>().SubmitAsync(ann, TestHub.Model, draft, Token);
        await hub.Get<Moderation>().RestoreAsync(Actor.Operator, target, "It does not.", Token);

        Assert.Contains("is hidden by a moderator", Assert.Single(Assert.IsType<SubmitResult.Refused>(refused).Problems));
        await hub.PublishVersionAsync(ann, draft, "Shown again.");
    }

    [Fact]
    public async Task Suspended_creator_begins_and_publishes_nothing()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "rex", "Rex");
        var draft = await hub.BeginVersionAsync(ann, concept);
        await hub.StartTrainingAsync(ann, draft);
        await hub.TrainAsync(await hub.LeaseAsync());
        await using (var database = hub.Database()) await database.Users.Where(m => m.Id == ann.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.SuspendedAt, hub.Clock.GetUtcNow()), Token);

        var published = await hub.Get<VersionPublishing>().PublishAsync(ann, draft, new VersionRequest { ChangeNote = "Now." }, Token);
        await hub.Get<TrainDrafts>().DiscardAsync(ann, draft, Token);

        Assert.Contains("suspended", Assert.Single(Assert.IsType<PublishResult.Refused>(published).Problems));
        Assert.Contains("suspended", Assert.IsType<StartVersionResult.Refused>(await hub.Get<VersionDrafts>().StartAsync(ann, concept, Token)).Sentence);
    }
}
