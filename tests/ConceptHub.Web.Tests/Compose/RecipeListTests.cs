using Bunit;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;

namespace ConceptHub.Web.Tests.Compose;

public sealed class RecipeListTests : IAsyncDisposable
{
    private readonly BunitContext _context = new();
    private IReadOnlyList<RecipeEntry> _told = [];

    public RecipeListTests()
    {
        _context.Services.AddMudServices();
        _context.JSInterop.Mode = JSRuntimeMode.Loose;
    }

    [Fact]
    public void Row_moves_within_its_kind_and_the_others_keep_their_places()
    {
        var (mira, boto, sora, style) = (RecipeItems.Item("Mira", ConceptKind.Person), RecipeItems.Item("Boto", ConceptKind.Subject), RecipeItems.Item("Sora", ConceptKind.Person), RecipeItems.Item("Thermal", ConceptKind.Style));
        var list = Render([mira, boto, sora, style], isGrouped: true);

        list.Find("input[data-order]").Change("1>0");

        Assert.Equal([sora.Entry, boto.Entry, mira.Entry, style.Entry], _told);
        Assert.Contains("Sora is now 1 of 2.", list.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0>9")]
    [InlineData("-1>0")]
    [InlineData("x>y")]
    public void Move_that_makes_no_sense_changes_nothing(string said)
    {
        var list = Render([RecipeItems.Item("Mira", ConceptKind.Person), RecipeItems.Item("Boto", ConceptKind.Subject)]);

        list.Find("input[data-order]").Change(said);

        Assert.Empty(_told);
    }

    [Fact]
    public void What_does_not_fit_stops_in_red_while_it_is_on_and_warns_in_amber_while_it_is_off()
    {
        var bad = RecipeItems.Item("Mira", ConceptKind.Person) with { Problem = "“Mira” was trained for another base model." };
        var off = RecipeItems.Item("Boto", ConceptKind.Subject) with { Problem = "“Boto” was trained for another base model." };

        var list = Render([bad, off with { Entry = off.Entry with { Enabled = false } }]);

        Assert.Equal([bad.Problem], list.FindAll("[role=alert]").Select(it => it.TextContent));
        Assert.Equal([$"Could not take part: {off.Problem}"], list.FindAll(".reason").Select(it => it.TextContent));
    }

    [Fact]
    public void Entry_that_draws_otherwise_than_expected_says_why()
    {
        var item = RecipeItems.Item("Mira", ConceptKind.Person, new StrengthRange(0.8f, 0.5f, 1));

        Assert.Equal(["Its creator recommends strengths from 0.5 to 1.", "Not called in the prompt, so left out of the picture."], Reasons(item with { Entry = item.Entry with { Strength = 1.5f } }, "a house"));
        Assert.Equal(["At strength 0 it changes nothing."], Reasons(item with { Entry = item.Entry with { Strength = 0 } }, "a photo of (<mira> person:0.8)"));
        Assert.Empty(Reasons(item, "a photo of <mira> person"));
    }

    [Fact]
    public void Newer_version_is_offered_and_taken_within_its_limits()
    {
        var item = RecipeItems.Item("Mira", ConceptKind.Person);
        var newer = item.Concept!.Versions[0] with { Number = 2, Strength = new StrengthRange(0.5f, 0.2f, 0.7f) };
        var list = Render([item with { Concept = item.Concept with { Versions = [newer, item.Concept.Versions[0]] } }]);

        list.Find(".reason button").Click();

        Assert.Equal([item.Entry with { Version = 2, Strength = 0.7f }], _told);
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private IRenderedComponent<RecipeList> Render(IReadOnlyList<RecipeItem> items, bool isGrouped = false) => _context.Render<RecipeList>(parameters => parameters
        .Add(it => it.Items, items).Add(it => it.IsGrouped, isGrouped).Add(it => it.OnChange, recipe => _told = recipe));

    private static IEnumerable<string> Reasons(RecipeItem item, string prompt) => RecipeReasons.Of(item, prompt, []);
}
