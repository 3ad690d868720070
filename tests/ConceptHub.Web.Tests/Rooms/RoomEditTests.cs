using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Rooms;

namespace ConceptHub.Web.Tests.Rooms;

/// <summary>Several tabs edit one recipe, and each may be late.</summary>
public sealed class RoomEditTests(TestHub hub) : IClassFixture<TestHub>
{
    private static readonly RecipeEntry Mira = new(new Guid(1, 0, 0, new byte[8]), 1, 1), Tano = new(new Guid(2, 0, 0, new byte[8]), 3, 0.8f), Vela = new(new Guid(3, 0, 0, new byte[8]), 1, 1);

    private readonly RoomBench _bench = new(hub);

    [Fact]
    public async Task Edits_of_different_fields_at_once_are_all_kept()
    {
        var (ana, ben, cleo) = await ThreeAsync(new ComposeState { Recipe = [Mira], Prompt = "a house" });

        ana.Edit(state => state.Prompt = "a red house");
        ben.Edit(state => state.Steps = 30);
        cleo.Edit(state => state.Recipe[0] = Mira with { Strength = 0.5f });
        MeetTwice(ana, ben, cleo);

        Assert.All([ana, ben, cleo], tab => Assert.Equal(("a red house", 30, 0.5f), (tab.State.Prompt, tab.State.Steps, tab.State.Recipe[0].Strength)));
    }

    [Fact]
    public async Task Strength_and_switch_of_one_concept_at_once_are_both_kept()
    {
        var (ana, ben, cleo) = await ThreeAsync(new ComposeState { Recipe = [Mira] });

        ana.Edit(state => state.Recipe[0] = Mira with { Strength = 0.25f });
        ben.Edit(state => state.Recipe[0] = Mira with { Enabled = false });
        MeetTwice(ana, ben, cleo);

        Assert.All([ana, ben, cleo], tab => Assert.Equal(Mira with { Strength = 0.25f, Enabled = false }, Assert.Single(tab.State.Recipe)));
    }

    [Fact]
    public async Task Last_writer_of_a_field_wins_everywhere()
    {
        var (ana, ben, cleo) = await ThreeAsync(new ComposeState());

        ana.Edit(state => state.Prompt = "first");
        ben.Edit(state => state.Prompt = "last");
        MeetTwice(ana, ben, cleo);

        Assert.All([ana, ben, cleo], tab => Assert.Equal("last", tab.State.Prompt));
    }

    [Fact]
    public async Task Concepts_added_at_once_stand_in_everybodys_recipe_in_one_order()
    {
        var (ana, ben, cleo) = await ThreeAsync(new ComposeState { Recipe = [Mira] });

        ana.Edit(state => state.Recipe.Add(Vela));
        ben.Edit(state => state.Recipe.Add(Tano));
        MeetTwice(ana, ben, cleo);

        Assert.Equal([Mira, Tano, Vela], ana.State.Recipe.OrderBy(entry => entry.ConceptId));
        Assert.All([ben, cleo], tab => Assert.Equal(ana.State.Recipe, tab.State.Recipe));
    }

    [Fact]
    public async Task Removed_concept_is_gone_for_those_who_were_late_and_those_who_come_later()
    {
        var (ana, ben, cleo) = await ThreeAsync(new ComposeState { Recipe = [Mira, Tano], Steps = 40 });

        ana.Edit(state =>
        {
            state.Recipe.RemoveAt(0);
            state.Steps = new ComposeState().Steps; // back to usual
        });
        foreach (var tab in new[] { ana, ben, ana }) tab.Meet();
        cleo.Edit(state => state.Prompt = "meanwhile");
        cleo.Meet();
        var late = await _bench.JoinAsync(ana.Seat.Room.Id, RoomBench.Somebody("dora"));

        Assert.All([ben, cleo, late], tab => Assert.Equal(Tano, Assert.Single(tab.State.Recipe)));
        Assert.All([ben, cleo, late], tab => Assert.Equal(20, tab.State.Steps));
    }

    [Fact]
    public async Task Version_chosen_while_another_takes_the_concept_out_brings_it_back_as_usual()
    {
        var (ana, ben, cleo) = await ThreeAsync(new ComposeState { Recipe = [Tano] });

        ana.Edit(state => state.Recipe.Clear());
        ben.Edit(state => state.Recipe[0] = Tano with { Version = 4 });
        MeetTwice(ana, ben, cleo);

        Assert.All([ana, ben, cleo], tab => Assert.Equal(new RecipeEntry(Tano.ConceptId, 4, 1), Assert.Single(tab.State.Recipe)));
    }

    [Fact]
    public async Task Late_tab_goes_to_the_newest_state_in_one_step_and_keeps_its_own_edit()
    {
        var (ana, ben, _) = await ThreeAsync(new ComposeState { Recipe = [Mira] });
        for (var step = 1; step <= 30; step++)
        {
            ana.Edit(state => state.Recipe[0] = Mira with { Strength = step / 20f });
            ana.Meet();
        }

        ben.Edit(state => state.NegativePrompt = "blur");
        ben.Meet();
        ana.Meet();

        Assert.Equal((1.5f, "blur"), (ben.State.Recipe[0].Strength, ben.State.NegativePrompt));
        Assert.Equal("blur", ana.State.NegativePrompt);
    }

    [Fact]
    public async Task Changes_that_come_too_fast_wait_and_are_told_together()
    {
        var (ana, ben, _) = await ThreeAsync(new ComposeState());
        ana.Edit(state => state.Steps = 21);
        ana.Meet();
        foreach (var steps in new[] { 22, 23, 24 })
        {
            ana.Edit(state => state.Steps = steps);
            ana.MeetAtOnce();
        }

        ben.MeetAtOnce();
        var early = ben.State.Steps;
        ana.Meet();
        ben.MeetAtOnce();

        Assert.Equal((21, 24), (early, ben.State.Steps));
    }

    [Fact]
    public async Task What_is_personal_stays_with_its_member()
    {
        var (ana, ben, _) = await ThreeAsync(new ComposeState { IsPublic = true });

        ana.Edit(state => (state.IsPublic, state.Prompt) = (true, "a house"));
        MeetTwice(ana, ben);

        Assert.Equal(("a house", false), (ben.State.Prompt, ben.State.IsPublic));
    }

    [Fact]
    public async Task Who_touches_what_is_seen_until_they_let_go_or_leave()
    {
        var (ana, ben, cleo) = await ThreeAsync(new ComposeState());
        ben.Seat.Take(RoomTouch.Read("prompt", "Prompt"));
        cleo.Seat.Take(RoomTouch.Read("Steps", "Steps"));
        ben.Meet();
        cleo.Meet();
        var held = Touches(ana);

        ben.Seat.Take(null);
        ben.Meet();
        cleo.Seat.Dispose();

        Assert.Equal(["ben: Prompt", "cleo: Steps"], held);
        Assert.Empty(Touches(ana));
        Assert.Equal(["olga", "ben"], ana.Seat.Room.Members.Select(member => member.Name));
    }

    private static IEnumerable<string> Touches(Tab tab) =>
        [.. tab.Seat.Room.Members.SelectMany(member => member.Touches.Select(touch => $"{member.Name}: {touch.Label}"))];

    // The first round tells, the second hears.
    private static void MeetTwice(params Tab[] tabs)
    {
        foreach (var tab in tabs.Concat(tabs)) tab.Meet();
    }

    private async Task<(Tab, Tab, Tab)> ThreeAsync(ComposeState state)
    {
        var room = await _bench.OpenAsync(state);
        return (await _bench.JoinAsync(room, _bench.Owner), await _bench.JoinAsync(room, RoomBench.Somebody("ben")), await _bench.JoinAsync(room, RoomBench.Somebody("cleo")));
    }
}
