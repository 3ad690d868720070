namespace ConceptHub.Web.Compose;

/// <summary>
/// Steps back and forth through what the member edits: recipe, prompts, settings. What belongs to a picture and not to an edit (the job, a
/// seed drawn by chance) is not part of it. One move of a slider, or a burst of typing, is one step. A step is what it changed and nothing
/// else: where others edit too, theirs stays.
/// </summary>
internal sealed class ComposeHistory(TimeProvider clock)
{
    /// <summary>Steps that can be taken back.</summary>
    public const int Longest = 100;

    private const string Seed = "seed";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    private readonly LinkedList<Step> _past = [];
    private readonly Stack<Step> _future = [];
    private Dictionary<string, string>? _now;
    private string? _touched;
    private DateTimeOffset _touchedAt;

    public bool CanUndo => _past.Count > 0;

    public bool CanRedo => _future.Count > 0;

    /// <summary>Takes note of a state that the member edited, or of the first one.</summary>
    public void Note(ComposeState state)
    {
        var (before, now) = (_now, Fields(state));
        _now = now;
        if (before is null) return;
        var changes = ComposeFields.Changes(before, now).ToDictionary(it => it.Key, it => new Change(before.GetValueOrDefault(it.Key, ""), it.Value));
        if (changes.Count == 0) return;
        var (touched, at) = (Touched(changes), clock.GetUtcNow());
        if (touched is not null && touched == _touched && at - _touchedAt < Pause && _past.Last is { Value: var last })
        {
            _past.RemoveLast();
            changes[touched] = changes[touched] with { Before = last.Changes[touched].Before };
        }

        _past.AddLast(new Step(changes));
        if (_past.Count > Longest) _past.RemoveFirst();
        _future.Clear();
        (_touched, _touchedAt) = (touched, at);
    }

    /// <summary>Takes up a state that somebody else edited: no step of the member's.</summary>
    public void Learn(ComposeState state) => _now = Fields(state);

    /// <summary>The state without the last edit, or null. What somebody changed since then stays as it is.</summary>
    /// <param name="state">The present one.</param>
    public ComposeState? Undo(ComposeState state)
    {
        if (_past.Last is not { Value: var step }) return null;
        _past.RemoveLast();
        _future.Push(step);
        return Changed(state, step.Changes.Select(it => (it.Key, From: it.Value.After, To: it.Value.Before)));
    }

    /// <summary>The state with the edit of the last <see cref="Undo"/> again, or null.</summary>
    public ComposeState? Redo(ComposeState state)
    {
        if (!_future.TryPop(out var step)) return null;
        _past.AddLast(step);
        return Changed(state, step.Changes.Select(it => (it.Key, From: it.Value.Before, To: it.Value.After)));
    }

    private ComposeState Changed(ComposeState present, IEnumerable<(string Key, string From, string To)> changes)
    {
        var fields = Fields(present);
        foreach (var (key, from, to) in changes)
            if (fields.GetValueOrDefault(key, "") == from) fields[key] = to;
        var state = ComposeFields.ToState(fields);
        state.JobId = present.JobId;
        if (!state.IsSeedLocked) state.Seed = present.Seed;
        (_now, _touched) = (Fields(state), null);
        return state;
    }

    private static Dictionary<string, string> Fields(ComposeState state)
    {
        var fields = ComposeFields.Of(state);
        if (!state.IsSeedLocked) fields.Remove(Seed);
        return fields;
    }

    // What was edited, when it is something that is edited in a run: a text, a number, one slider. Null for anything else, which is a step of its own.
    private static string? Touched(Dictionary<string, Change> changes) =>
        changes.Count == 1 && changes.Keys.Single() is var key and not ComposeFields.Order && (!key.Contains('/', StringComparison.Ordinal) || key.StartsWith(ComposeFields.Strength, StringComparison.Ordinal)) ? key : null;

    private sealed record Change(string Before, string After);

    private sealed record Step(Dictionary<string, Change> Changes);
}
