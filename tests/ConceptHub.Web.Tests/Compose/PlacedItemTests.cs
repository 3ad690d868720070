using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Tests.Compose;

public sealed class PlacedItemTests
{
    private static readonly RecipeItem Mira = RecipeItems.Item("Mira", ConceptKind.Person), Boto = RecipeItems.Item("Boto", ConceptKind.Subject), Cave = RecipeItems.Item("Cave", ConceptKind.Scene);

    [Fact]
    public void Who_is_called_beside_others_stands_there_in_the_order_of_the_prompt()
    {
        var placed = PlacedItem.Of([Mira, Boto, Cave], $"{Boto.Phrase} and {Mira.Phrase} in {Cave.Phrase}");

        Assert.Equal([new PlacedItem(Mira, new RecipeRegion(50, 0, 50, 100), false), new PlacedItem(Boto, new RecipeRegion(0, 0, 50, 100), false)], placed);
    }

    [Fact]
    public void Who_is_alone_or_not_called_or_has_the_whole_picture_has_no_box()
    {
        Assert.Empty(PlacedItem.Of([Mira, Boto], $"a photo of {Mira.Phrase}"));
        Assert.Empty(PlacedItem.Of([Mira, At(Boto, PlacedItem.Whole)], $"{Boto.Phrase} and {Mira.Phrase}"));
        Assert.Empty(PlacedItem.Of([Mira, Boto with { Problem = "gone" }], $"{Boto.Phrase} and {Mira.Phrase}"));
    }

    [Fact]
    public void A_chosen_box_stays_and_the_others_keep_their_turn()
    {
        var own = new RecipeRegion(10, 20, 30, 40);

        Assert.Equal([own, new RecipeRegion(50, 0, 50, 100)], PlacedItem.Of([At(Mira, own), Boto], $"{Mira.Phrase} and {Boto.Phrase}").Select(it => it.Region));
        Assert.Equal([own], PlacedItem.Of([At(Cave, own)], $"a cat in {Cave.Phrase}").Select(it => it.Region));
    }

    [Fact]
    public void A_grid_keeps_the_places_of_all_figures_it_is_about_also_of_one_that_is_switched_off()
    {
        var off = Boto with { Entry = Boto.Entry with { Enabled = false } };
        var prompt = $"{Mira.Phrase} and {Boto.Phrase} in {Cave.Phrase}";

        var kept = PlacedItem.Keep(new GridPlan(new GridAxis.OnOff(Boto.Entry.ConceptId)), [Mira, off, Cave], prompt);

        Assert.Equal([(Mira.Entry.ConceptId, 0), (Boto.Entry.ConceptId, 50)], kept.Places.Select(place => (place.Key, place.Value.Left)));
        Assert.Empty(PlacedItem.Keep(new GridPlan(new GridAxis.Seeds(2)), [Mira, off, Cave], prompt).Places);
    }

    private static RecipeItem At(RecipeItem item, RecipeRegion region) => item with { Entry = item.Entry with { Region = region } };
}
