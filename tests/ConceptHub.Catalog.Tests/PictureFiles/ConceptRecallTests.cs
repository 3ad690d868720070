namespace ConceptHub.Catalog.Tests;

public sealed class ConceptRecallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mira_v3", null, "“mira_v3” was taken for the concept “Mira of the Hills”, because of its name.")]
    [InlineData("Mira of the Hills", null, "“Mira of the Hills” was taken for the concept “Mira of the Hills”, because of its name.")]
    [InlineData("anything", "<mira>", "“anything” was taken for the concept “Mira of the Hills”, because of its name.")]
    public async Task Name_or_trigger_word_leads_to_the_concept_and_the_guess_is_said(string name, string? trigger, string note)
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "mira", "Mira of the Hills");

        var found = await hub.Get<ConceptRecall>().FindAsync([new FileConcept(name, 0.7) { Trigger = trigger }], ann, Token);

        Assert.Equal([new RecipeEntry(concept, 1, 0.7f)], found.Recipe);
        Assert.Equal([note], found.Notes);
    }

    [Fact]
    public async Task What_is_not_here_or_does_not_fit_is_said_in_words()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var concept = await hub.PublishAsync(ann, "mira", "Mira");
        FileConcept[] named =
        [
            new("add_detail", 0.5) { Hash = "00112233" },
            new("Mira", 2.5) { ConceptId = concept, Version = 4 },
            new("mira", 1),
            new("…", 1),
        ];

        var found = await hub.Get<ConceptRecall>().FindAsync(named, ann, Token);

        Assert.Equal([new RecipeEntry(concept, 1, 2)], found.Recipe);
        Assert.Equal(
            [
                "“add_detail” is not on this hub and was left out.",
                "“Mira” has no version 4 here; version 1 stands in for it.",
                "“Mira” had the strength 2.5; strengths go from 0 to 2 here.",
                "“mira” was left out: “Mira” is in the recipe already.",
                "“…” is not on this hub and was left out.",
            ],
            found.Notes);
    }

    [Fact]
    public async Task Hidden_concept_of_somebody_else_is_not_found()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var concept = await hub.PublishAsync(ann, "mira", "Mira");
        await hub.Get<Moderation>().HideAsync(Actor.Operator, new ModerationTarget(TargetKind.Concept, concept), "Odd.", Token);

        var found = await hub.Get<ConceptRecall>().FindAsync([new FileConcept("mira", 1) { ConceptId = concept, Version = 1, Trigger = "<mira>" }], ben, Token);

        Assert.Empty(found.Recipe);
        Assert.Equal(["“mira” is not on this hub and was left out."], found.Notes);
    }
}
