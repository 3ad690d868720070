using ConceptHub.Catalog;
using ConceptHub.Web.Gallery;
using ConceptHub.Web.Tests.Live;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Gallery;

public sealed class ComparisonVeilTests(LiveHub hub) : IClassFixture<LiveHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Picture_for_adults_is_veiled_on_its_side_for_everybody_but_its_maker()
    {
        hub.Device.StepMilliseconds = 1;
        var maker = await hub.MemberAsync("ana");
        var ana = await hub.ActorOfAsync("ana");
        var ada = (await hub.ConceptAsync("Ada")).Card;
        var (tame, wild) = (await MadeAsync(ana, "a house"), await MadeAsync(ana, "a photo of <ada> person", new RecipeEntry(ada.Id, 1, 1)));
        Assert.IsType<ActionResult.Done>(await hub.Services.GetRequiredService<ConceptActs>().RateAsync(Actor.Operator, ada.Id, AgeRating.Adult, new Grounds(DecisionReason.WrongRating, ""), Token));

        Assert.Equal(["", "over veiled"], await ClassesAsync(hub.Visitor(), wild, tame));
        Assert.Equal(["veiled", "over"], await ClassesAsync(hub.Visitor(), tame, wild));
        Assert.Equal(["veiled", "over"], await ClassesAsync(await hub.MemberAsync("ben"), tame, wild));
        Assert.Equal(["", "over"], await ClassesAsync(maker, tame, wild));
    }

    private async Task<Guid> MadeAsync(Actor maker, string prompt, params RecipeEntry[] recipe)
    {
        var order = new Composition { Settings = new PictureSettings { Prompt = prompt, Steps = 2 }, Recipe = recipe, Visibility = PictureVisibility.Public };
        var queued = Assert.IsType<SubmitResult.Queued>(await hub.Control.DrawAsync(maker, await hub.ModelAsync(), order, Token));
        return Assert.Single((await hub.WatchAsync(maker, queued.JobId))[^1].Pictures).PictureId;
    }

    // What lies below first, then what is drawn over it.
    private static async Task<IEnumerable<string>> ClassesAsync(Visitor visitor, Guid left, Guid right) =>
        (await visitor.GetAsync("/" + PictureAddress.Comparison(left, right))).Page.QuerySelectorAll("figure.both img").Select(image => image.ClassName?.Trim() ?? "");
}
