using System.IO.Compression;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class KeptReportsTests : IAsyncLifetime
{
    private TestHub _hub = null!;
    private Actor _ann = null!, _ben = null!, _mod = null!;
    private Guid _rex, _ada;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KeptReports Reports => _hub.Get<KeptReports>();

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync();
        (_ann, _ben, _mod) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"), await _hub.JoinAsync("mod", HubRoles.Moderator));
        (_rex, _ada) = (await _hub.PublishAsync(_ann, "rex", "Rex"), await _hub.PublishAsync(_ben, "ada", "Ada"));
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Measured_concept_tells_what_is_left_of_it_and_shows_pairs_and_companions()
    {
        var order = await MeasureAsync(_ann, _rex, 0.75);

        var status = await StatusAsync(_rex, null);
        var report = status.Report!;
        Assert.Equal((0.75, 1, 4, false, false), (report.Kept, report.Among, report.Pictures.Count, status.IsUnderWay, status.MayMeasure));
        Assert.Equal("Ada", Assert.Single(report.Companions).Name);
        Assert.Equal(order.Prompts.Select(prompt => prompt.Text), report.Pictures.Select(pair => pair.Prompt));
        Assert.All(order.Prompts, prompt => Assert.Contains("<rex> dog", prompt.Text));
        Assert.All(order.Own, picture => Assert.DoesNotContain("rex", picture.Caption));
        Assert.NotEmpty(order.Own);
    }

    [Fact]
    public async Task Archive_of_the_creator_holds_what_was_drawn_to_measure_and_while_training()
    {
        await MeasureAsync(_ann, _rex, 0.75);
        using var written = new MemoryStream();

        await _hub.Get<MemberArchive>().WriteAsync(_ann, written, Token);

        await using var archive = new ZipArchive(written);
        var names = archive.Entries.Select(entry => entry.FullName).ToHashSet();
        using var concept = JsonDocument.Parse(await archive.GetEntry($"concepts/rex-{_rex:N}/concept.json")!.OpenAsync(Token));
        var kept = concept.RootElement.GetProperty("versions")[0].GetProperty("kept");
        var pairs = kept.GetProperty("pictures").EnumerateArray().ToList();
        Assert.Equal((0.75, 4), (kept.GetProperty("kept").GetDouble(), pairs.Count));
        Assert.All(pairs.SelectMany(pair => new[] { "alone", "merged" }.Select(side => pair.GetProperty(side).GetString())), file => Assert.Contains($"concepts/rex-{_rex:N}/{file}", names));
        Assert.Single(names, name => name.StartsWith("jobs/", StringComparison.Ordinal) && name.EndsWith("/step-100.png", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_creator_and_moderators_ask_and_not_twice_at_once()
    {
        Assert.Equal("Only its creator and moderators can have a concept measured.", await RefusalAsync(_ben, _rex));
        Assert.Equal((false, true, true), ((await StatusAsync(_rex, _ben)).MayMeasure, (await StatusAsync(_rex, _ann)).MayMeasure, (await StatusAsync(_rex, _mod)).MayMeasure));
        Assert.IsType<SubmitResult.Queued>(await SubmitAsync(_mod, _rex));

        Assert.Equal("It is being measured already.", await RefusalAsync(_ann, _rex));
        Assert.True((await StatusAsync(_rex, _ann)).IsUnderWay);
    }

    [Fact]
    public async Task Concept_that_is_not_to_be_merged_is_never_measured_nor_a_companion()
    {
        await LicenceAsync(_ann, _rex, HubUse.All & ~HubUse.Merge);

        Assert.Contains("does not let others", await RefusalAsync(_ann, _rex));
        Assert.False((await StatusAsync(_rex, _ann)).MayMeasure);
        Assert.Equal("There is no other concept yet that it could be merged with.", await RefusalAsync(_ben, _ada));
        Assert.False(await Reports.QueueNextAsync(TestHub.Model, Token));
    }

    [Fact]
    public async Task Unpublished_concepts_and_those_of_other_base_models_are_not_measured()
    {
        Assert.Contains("another base model", Assert.Single(Assert.IsType<SubmitResult.Refused>(await Reports.SubmitAsync(_ann, TestHub.Model with { Hash = "other" }, _rex, Token)).Problems));
        await _hub.Get<ConceptListing>().UnpublishAsync(_ann, _rex, Token);

        Assert.Contains("publish it first", await RefusalAsync(_ann, _rex));
    }

    [Fact]
    public async Task Companions_are_those_it_is_used_with_in_public_then_the_most_used()
    {
        var (otto, ines) = (await _hub.PublishAsync(_ben, "otto", "Otto"), await _hub.PublishAsync(_ben, "ines", "Ines"));
        await _hub.DrawAsync(_ben, new PictureSettings { Prompt = "two" }, PictureVisibility.Private, Entry(_rex), Entry(_ada));
        await _hub.DrawAsync(_ben, new PictureSettings { Prompt = "one" }, PictureVisibility.Public, Entry(_ada));
        await _hub.SaveRecipeAsync(_ben, Entry(_rex), Entry(ines));

        Assert.Equal([ines, _ada, otto], await CompanionsAsync(_ann, _rex));
    }

    [Fact]
    public async Task Fourteen_companions_at_most()
    {
        for (var i = 0; i < 15; i++) await _hub.PublishAsync(_ben, $"dog-{(char)('a' + i)}", $"Dog {i}");

        Assert.Equal(14, (await CompanionsAsync(_ann, _rex)).Count);
    }

    [Fact]
    public async Task Measuring_waits_until_nothing_else_waits_or_runs()
    {
        await SubmitAsync(_ann, _rex);
        await _hub.ComposeAsync(_ben);
        var picture = await _hub.LeaseAsync();
        Assert.IsType<GenerationOrder>(picture.Order);

        Assert.Null(await _hub.Get<JobLeases>().NextAsync("worker", [JobKind.Measure], Token));
        await _hub.Get<JobEndings>().FailAsync(picture.Lease, new JobFailure("x", "x"), Token);
        Assert.IsType<MeasureOrder>((await _hub.LeaseAsync()).Order);
    }

    [Fact]
    public async Task What_was_never_measured_is_measured_by_itself_one_after_another_and_once()
    {
        Assert.True(await Reports.QueueNextAsync(TestHub.Model, Token));
        Assert.False(await Reports.QueueNextAsync(TestHub.Model, Token));
        var first = await _hub.LeaseAsync();
        Assert.Equal((_ben.Id, _ada), (first.Owner, ((MeasureOrder)first.Order).Part.ConceptId)); // the newest
        await _hub.Get<JobEndings>().FailAsync(first.Lease, new JobFailure("x", "x"), Token);

        Assert.True(await Reports.QueueNextAsync(TestHub.Model, Token));
        await FinishAsync(await _hub.LeaseAsync(), 0.5);
        Assert.False(await Reports.QueueNextAsync(TestHub.Model, Token));
        Assert.Null((await StatusAsync(_ada, _ben)).Report);   // it failed, and is not tried again unless somebody asks
        await MeasureAsync(_ben, _ada, 0.9);
        Assert.Equal(0.9, (await StatusAsync(_ada, _ben)).Report!.Kept);
    }

    [Fact]
    public async Task Best_kept_come_first_those_without_a_figure_last_and_a_new_version_is_measured_anew()
    {
        var otto = await _hub.PublishAsync(_ben, "otto", "Otto");
        await MeasureAsync(_ann, _rex, 0.5);
        await MeasureAsync(_ben, _ada, 0.9);
        Assert.Equal([_ada, _rex, otto], await BestKeptAsync());

        await MeasureAsync(_ann, _rex, 0.95);
        Assert.Equal([_rex, _ada, otto], await BestKeptAsync());

        await _hub.PublishVersionAsync(_ann, await _hub.BeginVersionAsync(_ann, _rex), "Better");
        Assert.Equal(_ada, (await BestKeptAsync())[0]);
        Assert.Null((await StatusAsync(_rex, null)).Report);
    }

    [Fact]
    public async Task Pictures_are_seen_with_their_concept_and_stay_when_files_are_swept()
    {
        await MeasureAsync(_ann, _rex, 0.5);
        var blob = (await StatusAsync(_rex, null)).Report!.Pictures[0].MergedBlob;
        _hub.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddDays(2)); // files carry the real time
        await using (var database = _hub.Database()) await database.Jobs.ExecuteDeleteAsync(Token);

        await _hub.Get<BlobSweep>().RunAsync(Token);

        await using (var seen = (await _hub.Get<BlobAccess>().OpenAsync(blob, null, Token))!.Content) Assert.True(seen.Length > 0);
        await _hub.Get<ConceptListing>().UnpublishAsync(_ann, _rex, Token);
        Assert.Null(await _hub.Get<BlobAccess>().OpenAsync(blob, _ben, Token));
    }

    private Task<SubmitResult> SubmitAsync(Actor actor, Guid concept) => Reports.SubmitAsync(actor, TestHub.Model, concept, Token);

    private async Task<string> RefusalAsync(Actor actor, Guid concept) => Assert.Single(Assert.IsType<SubmitResult.Refused>(await SubmitAsync(actor, concept)).Problems);

    private async Task<MeasureOrder> MeasureAsync(Actor actor, Guid concept, double kept)
    {
        Assert.IsType<SubmitResult.Queued>(await SubmitAsync(actor, concept));
        return await FinishAsync(await _hub.LeaseAsync(), kept);
    }

    private async Task<MeasureOrder> FinishAsync(LeasedJob leased, double kept)
    {
        var order = Assert.IsType<MeasureOrder>(leased.Order);
        var pairs = new List<KeptPair>();
        foreach (var _ in order.Prompts) pairs.Add(new KeptPair(await PictureAsync(), await PictureAsync()));
        Assert.IsType<FinishResult.Finished>(await _hub.Get<JobEndings>().FinishMeasuringAsync(leased.Lease, new MeasuredConcept(kept, pairs), Token));
        return order;
    }

    private async Task<string> PictureAsync() => await _hub.Get<FileBlobStore>().PutAsync(Guid.NewGuid().ToByteArray(), Token);

    private async Task<IReadOnlyList<Guid>> CompanionsAsync(Actor actor, Guid concept)
    {
        Assert.IsType<SubmitResult.Queued>(await SubmitAsync(actor, concept));
        return [.. Assert.IsType<MeasureOrder>((await _hub.LeaseAsync()).Order).Companions.Select(part => part.ConceptId)];
    }

    private async Task<KeptStatus> StatusAsync(Guid concept, Actor? viewer) => await Reports.StatusAsync((await _hub.Get<Concepts>().FindAsync(concept, viewer, Token))!, viewer, Token);

    private async Task<IReadOnlyList<Guid>> BestKeptAsync() =>
        [.. (await _hub.Get<ConceptSearch>().FindAsync(new ConceptQuery { Sort = ConceptSort.BestKept }, Token)).Cards.Items.Select(card => card.Id)];

    private async Task LicenceAsync(Actor actor, Guid concept, HubUse uses)
    {
        var details = (await _hub.Get<Concepts>().FindAsync(concept, actor, Token))!;
        var edit = new ConceptEdit(details.Card.Name, details.Description, "", details.Licence with { Uses = uses }, details.AgeRating);
        Assert.IsType<ActionResult.Done>(await _hub.Get<Concepts>().DescribeAsync(actor, concept, edit, Token));
    }

    private static RecipeEntry Entry(Guid concept) => new(concept, 1, 1);
}
