using System.Net;
using ConceptHub.Catalog;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Web.Limits;
using ConceptHub.Web.Live;
using ConceptHub.Web.Rooms;
using ConceptHub.Web.Safety;
using ConceptHub.Web.Shell;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

/// <summary>Blocks, first publications and limits as moderators and administrators see them.</summary>
public sealed class SafetyPageTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Block_is_made_from_a_concept_takes_everything_down_and_is_lifted()
    {
        var concept = await hub.ConceptAsync("Tin");
        var moderator = await hub.MemberAsync("Blocker", HubRoles.Moderator);
        var address = $"/moderation/blocks?concept={concept.Card.Id}";
        var offered = await moderator.GetAsync(address);
        var adapter = offered.Page.QuerySelectorAll("input[name=what]").Select(input => input.GetAttribute("value")!).First(value => value.StartsWith("File:", StringComparison.Ordinal));

        var nothing = await moderator.SubmitAsync(address, "what", new() { ["reason"] = "Because." });
        var groundless = await moderator.SubmitAsync(address, "what", new() { ["what"] = adapter, ["reason"] = "" });
        var blocked = await moderator.SubmitAsync(address, "what", new() { ["what"] = adapter, ["code"] = "NoConsent", ["reason"] = "", ["note"] = "The police asked." });
        var listed = await moderator.GetAsync("/moderation/blocks?q=police");
        var down = await moderator.SendAsync(blocked, Form(blocked, "moderation/blocks/take-down"), new() { ["code"] = "NoConsent", ["reason"] = "" });
        var hidden = await hub.Visitor().GetAsync($"/concepts/{concept.Card.Id}/{concept.Card.Slug}");
        var lifted = await moderator.SendAsync(down, Form(down, "moderation/blocks/lift"), new() { ["reason"] = "It was somebody else." });
        var left = await moderator.GetAsync("/moderation/blocks");
        var kept = await moderator.GetAsync("/moderation/blocks?lifted=true");

        Assert.Contains("Please choose what to block", nothing.Words("[role=status]"));
        Assert.Contains("Please give a reason; uploaders will read it.", groundless.Words("[role=status]"));
        Assert.Contains("Blocked from now on.", blocked.Words("[role=status]"));
        Assert.Contains("Tin Robot", blocked.Words(".matches"));
        Assert.Contains("Tin Robot", listed.Words(".blocks"));
        Assert.Contains("Each owner is told why.", down.Words("[role=status]"));
        Assert.Equal(HttpStatusCode.NotFound, hidden.Status);
        Assert.Contains("It was somebody else.", lifted.Words(".facts"));
        Assert.DoesNotContain("Tin Robot", left.Words("main"));
        Assert.Contains("Tin Robot", kept.Words(".blocks"));
    }

    [Fact]
    public async Task Block_by_a_typed_hash_says_what_is_wrong_with_it()
    {
        var moderator = await hub.MemberAsync("Typist", HubRoles.Moderator);

        var wrong = await moderator.SubmitAsync("/moderation/blocks", "hash", new() { ["kind"] = "File", ["hash"] = "abc", ["reason"] = "Because." });
        var right = await moderator.SubmitAsync("/moderation/blocks", "hash", new() { ["kind"] = "File", ["hash"] = new string('b', 64), ["title"] = "Seen elsewhere", ["reason"] = "Because." });
        var again = await moderator.SubmitAsync("/moderation/blocks", "hash", new() { ["kind"] = "File", ["hash"] = new string('B', 64), ["reason"] = "Because." });

        Assert.Contains("Please give a hash of 64 hexadecimal digits", wrong.Words("[role=status]"));
        Assert.Contains("Seen elsewhere", right.Words("h1"));
        Assert.Contains("It was blocked already.", again.Words("[role=status]"));
    }

    [Fact]
    public async Task Every_option_has_its_row_among_the_limits_with_its_setting_and_value()
    {
        var administrator = await hub.MemberAsync("Measured", HubRoles.Administrator);
        (Type Options, string Section)[] all =
        [
            (typeof(JobLimits), "Hub:Jobs"), (typeof(GenerationLimits), "Engine:Limits"), (typeof(RoomOptions), "Rooms"), (typeof(ConnectionOptions), "Hub:Connections"),
            (typeof(TrainingOptions), "Training"), (typeof(FirstReviewOptions), "Hub:FirstReviews"), (typeof(RetentionOptions), "Hub:Retention"),
        ];

        var page = await administrator.GetAsync("/admin/limits");

        var settings = page.All(".setting code");
        foreach (var (options, section) in all)
            foreach (var property in options.GetProperties().Where(property => property.CanWrite)) Assert.Contains($"{section}:{property.Name}", settings);
        var rows = hub.Services.GetRequiredService<HubLimits>().Groups().SelectMany(group => group.Rows).ToList();
        Assert.Contains(rows, row => row is { Setting: "Hub:Retention:UnkeptPictureDays", Value: "for good" });
        Assert.Contains(rows, row => row is { Setting: "Rooms:EmptyFor", Value: "10 minutes" });
        Assert.Contains(rows, row => row.Setting == "Engine:CacheMebibytes" && row.Value == Sizes.Of(MemoryBudget.MachineBytes / 8));
        Assert.Contains("256.0 MB", page.Text);
    }

    [Theory]
    [InlineData("Hub:Retention:NoticeDays", "3", "Hub:Retention:NoticeDays is 3 days. Please give 7 to 36500, or 0 to keep them for good.")]
    [InlineData("Hub:FirstReviews:Concepts", "0", "Hub:FirstReviews:Concepts is 0; it goes from 1 to 100. To publish without review, set Hub:FirstReviews:IsOn to false.")]
    [InlineData("Hub:Jobs:TrainingsPerMember", "0", "Hub:Jobs: GenerationsPerMember, TrainingsPerMember and Attempts are at least 1.")]
    [InlineData("Hub:Retention:NoticeDays", "30", null)]
    public void Setting_that_will_not_do_is_said_before_the_start(string setting, string value, string? sentence) =>
        Assert.Equal(sentence, SafetyServices.Problem(new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build()));

    [Theory]
    [InlineData("1", null)]
    [InlineData("100", null)]
    [InlineData("0", "Engine:SettlingRounds is 0; it goes from 1 to 100.")]
    [InlineData("101", "Engine:SettlingRounds is 101; it goes from 1 to 100.")]
    public void Rounds_of_settling_are_bounded(string rounds, string? sentence) =>
        Assert.Equal(sentence, EngineServices.Problem(new ConfigurationBuilder().AddInMemoryCollection([new("Engine:SettlingRounds", rounds)]).Build()));

    [Fact]
    public void Memory_that_the_machine_does_not_have_is_refused_before_the_start()
    {
        var most = MemoryBudget.MachineBytes >> 20;

        Assert.Null(Problem("0"));
        Assert.Null(Problem($"{most}"));
        Assert.Equal($"Engine:CacheMebibytes is {most + 1}; it goes from 0 to {most}, the memory of this machine. To take an eighth of it, leave the setting out.", Problem($"{most + 1}"));
        Assert.StartsWith("Engine:CacheMebibytes is -1;", Problem("-1"), StringComparison.Ordinal);

        static string? Problem(string mebibytes) => EngineServices.Problem(new ConfigurationBuilder().AddInMemoryCollection([new("Engine:CacheMebibytes", mebibytes)]).Build());
    }

    private static AngleSharp.Html.Dom.IHtmlFormElement Form(Answer page, string action) => page.Page.Forms.First(form => form.GetAttribute("action") == action);
}

/// <summary>A hub where first publications are looked at.</summary>
public sealed class ReviewedHub : TestHub
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Hub:FirstReviews:IsOn"] = "true" };

    /// <summary>Makes a concept wait, as if its owner had just published it as their first.</summary>
    public async Task WaitAsync(Guid concept)
    {
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Services.GetRequiredService<HubHome>().DatabaseFile}");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = """
            UPDATE Concepts SET State = 'Awaiting', IsUnpublished = 1 WHERE Id = $concept;
            INSERT INTO FirstReviews (ConceptId, MemberId, State, AskedAt) SELECT Id, OwnerId, 'Waiting', 1 FROM Concepts WHERE Id = $concept;
            """;
        command.Parameters.AddWithValue("$concept", concept.ToString().ToUpperInvariant());
        Assert.Equal(2, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}

public sealed class FirstReviewPageTests(ReviewedHub hub) : IClassFixture<ReviewedHub>
{
    [Fact]
    public async Task Waiting_concept_is_refused_and_then_let_in_from_the_moderators_page()
    {
        var concept = await hub.ConceptAsync("Tin");
        var (owner, moderator) = (await hub.MemberAsync("Newcomer"), await hub.MemberAsync("Greeter", HubRoles.Moderator));
        await hub.GiveAsync(concept.Card.Slug, "Newcomer");
        await hub.WaitAsync(concept.Card.Id);
        var address = $"/concepts/{concept.Card.Id}/{concept.Card.Slug}";

        var (outside, own) = (await hub.Visitor().GetAsync(address), await owner.GetAsync(address));
        var refused = await moderator.SubmitAsync("/moderation?show=first", "reason", new() { ["reason"] = "Please say what it is.", ["decision"] = "refuse" });
        var told = await owner.GetAsync("/notices");
        var again = await owner.GetAsync(address);
        await owner.SendAsync(again, again.Page.Forms.First(form => form.QuerySelector("input[value=publish]") is not null), []);
        var waits = await owner.GetAsync("/u/Newcomer");
        var approved = await moderator.SubmitAsync("/moderation?show=first", "reason", new() { ["reason"] = "", ["decision"] = "approve" });

        Assert.Equal(HttpStatusCode.NotFound, outside.Status);
        Assert.Contains("It waits until a moderator has looked at it", own.Words("[role=status]"));
        Assert.Contains("It stays out of the catalog.", refused.Words("[role=status]"));
        Assert.Contains("Please say what it is.", told.Text);
        Assert.Contains("Please say what it is.", again.Words("[role=status]"));
        Assert.Contains("waits until a moderator has looked at it", waits.Text);
        Assert.Contains("It is in the catalog now.", approved.Words("[role=status]"));
        Assert.Equal(HttpStatusCode.OK, (await hub.Visitor().GetAsync(address)).Status);
    }
}
