using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using Microsoft.Extensions.Time.Testing;

namespace ConceptHub.Web.Tests.Compose;

public sealed class ComposeHistoryTests
{
    private static readonly RecipeEntry Mira = new(Guid.NewGuid(), 1, 1), Boto = new(Guid.NewGuid(), 1, 1);

    private readonly FakeTimeProvider _clock = new();
    private readonly ComposeHistory _history;
    private ComposeState _state = new() { Recipe = [Mira, Boto], Prompt = "a house" };

    public ComposeHistoryTests()
    {
        _history = new ComposeHistory(_clock);
        _history.Note(_state);
    }

    [Fact]
    public void Recipe_prompt_and_settings_go_back_and_forth_one_by_one()
    {
        Edit(() => _state.Recipe.Remove(Boto));
        Edit(() => _state.Prompt = "a photo of <mira> person");
        Edit(() => _state.Steps = 33);

        Undo();
        Assert.Equal((20, "a photo of <mira> person"), (_state.Steps, _state.Prompt));
        Undo();
        Undo();
        Assert.Equal([Mira, Boto], _state.Recipe);
        Assert.Equal("a house", _state.Prompt);
        Assert.False(_history.CanUndo);
        Redo();
        Redo();
        Redo();
        Assert.Equal([Mira], _state.Recipe);
        Assert.Equal(33, _state.Steps);
        Assert.False(_history.CanRedo);
    }

    [Fact]
    public void Typing_and_sliding_without_a_pause_is_one_step()
    {
        foreach (var text in new[] { "a house b", "a house by", "a house by a" }) Edit(() => _state.Prompt = text, seconds: 0.2);
        foreach (var strength in new[] { 0.9f, 0.8f, 0.7f }) Edit(() => _state.Recipe[0] = Mira with { Strength = strength }, seconds: 0.2);
        Edit(() => _state.Recipe[1] = Boto with { Strength = 0.5f }, seconds: 0.2);

        Undo();
        Assert.Equal((0.7f, 1f), (_state.Recipe[0].Strength, _state.Recipe[1].Strength));
        Undo();
        Assert.Equal((1f, "a house by a"), (_state.Recipe[0].Strength, _state.Prompt));
        Undo();
        Assert.Equal("a house", _state.Prompt);
    }

    [Fact]
    public void Pause_begins_a_new_step_and_switches_and_moves_are_never_joined()
    {
        Edit(() => _state.Recipe.Reverse(), seconds: 0.1);
        Edit(() => _state.Recipe.Reverse(), seconds: 0.1);
        Undo();
        Assert.Equal([Boto, Mira], _state.Recipe);
        Undo();
        Edit(() => _state.Prompt = "a house b");
        Edit(() => _state.Prompt = "a house by", seconds: 3);
        Edit(() => _state.Recipe[0] = Mira with { Enabled = false }, seconds: 0.1);
        Edit(() => _state.Recipe[0] = Mira, seconds: 0.1);

        Undo();
        Assert.False(_state.Recipe[0].Enabled);
        Undo();
        Undo();
        Assert.Equal("a house b", _state.Prompt);
    }

    [Fact]
    public void New_edit_takes_the_way_forth_away()
    {
        Edit(() => _state.Steps = 30);
        Undo();

        Edit(() => _state.Steps = 40);

        Assert.False(_history.CanRedo);
    }

    [Fact]
    public void Drawing_is_no_edit_and_what_it_drew_stays()
    {
        Edit(() => _state.Steps = 30);
        Edit(() => (_state.Seed, _state.JobId) = (999, Guid.NewGuid()));
        var job = _state.JobId;

        Undo();

        Assert.Equal((20, 999, job), (_state.Steps, _state.Seed, _state.JobId));
        Assert.False(_history.CanUndo);
    }

    [Fact]
    public void What_others_did_meanwhile_stays_and_what_they_changed_over_is_theirs()
    {
        var kiro = new RecipeEntry(Guid.NewGuid(), 1, 1);
        Edit(() => _state.Recipe[0] = Mira with { Strength = 0.5f });
        Edit(() => _state.Recipe.Remove(Boto));
        Others(() => _state.Recipe.Add(kiro));
        Others(() => _state.Steps = 40);

        Undo();
        Assert.Equal([Mira with { Strength = 0.5f }, kiro, Boto], _state.Recipe);
        Assert.Equal(40, _state.Steps);
        Others(() => _state.Recipe[0] = Mira with { Strength = 0.9f });
        Undo();
        Assert.Equal(0.9f, _state.Recipe[0].Strength);
        Assert.False(_history.CanUndo);
        Redo();
        Redo();
        Assert.Equal([Mira with { Strength = 0.9f }, kiro], _state.Recipe);
    }

    [Fact]
    public void History_is_bounded()
    {
        for (var i = 0; i < ComposeHistory.Longest + 20; i++) Edit(() => _state.Seed = i, () => _state.IsSeedLocked = true, seconds: 5);

        var steps = 0;
        for (; _history.CanUndo; steps++) Undo();

        Assert.Equal(ComposeHistory.Longest, steps);
        Assert.Equal(19, _state.Seed);
    }

    private void Edit(Action edit, Action? also = null, double seconds = 3)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        edit();
        also?.Invoke();
        _history.Note(_state);
    }

    private void Others(Action edit)
    {
        edit();
        _history.Learn(_state);
    }

    private void Edit(Action edit, double seconds) => Edit(edit, null, seconds);

    private void Undo() => Restore(_history.Undo(_state));

    private void Redo() => Restore(_history.Redo(_state));

    // As the page does: what is restored is noted again, which changes nothing.
    private void Restore(ComposeState? state)
    {
        _state = Assert.IsType<ComposeState>(state);
        _history.Note(_state);
    }
}
