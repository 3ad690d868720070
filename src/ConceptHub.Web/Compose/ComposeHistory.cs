using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ConceptHub.Web.Compose;

/// <summary>
/// Steps back and forth through what the composer edits: recipe, prompts, settings. What belongs to a picture and not to an edit (the
/// job, a seed or a variation drawn by chance) is not part of it. One move of a slider, or a burst of typing, is one step.
/// </summary>
internal sealed class ComposeHistory(TimeProvider clock)
{
    /// <summary>Steps that can be taken back.</summary>
    public const int Longest = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);

    private readonly LinkedList<string> _past = [];
    private readonly Stack<string> _future = [];
    private string? _now;
    private string? _touched;
    private DateTimeOffset _touchedAt;

    public bool CanUndo => _past.Count > 0;

    public bool CanRedo => _future.Count > 0;

    /// <summary>Takes note of a state that was edited, or of the first one.</summary>
    public void Note(ComposeState state)
    {
        var next = Written(state);
        if (next == _now) return;
        if (_now is { } before)
        {
            var (touched, at) = (Touched(before, next), clock.GetUtcNow());
            var goesOn = touched is not null && touched == _touched && at - _touchedAt < Pause && _past.Count > 0;
            if (!goesOn) _past.AddLast(before);
            if (_past.Count > Longest) _past.RemoveFirst();
            _future.Clear();
            (_touched, _touchedAt) = (touched, at);
        }

        _now = next;
    }

    /// <summary>The state before the last edit, or null.</summary>
    /// <param name="state">The present one, whose job and open seed stay.</param>
    public ComposeState? Undo(ComposeState state)
    {
        if (_past.Last is not { Value: var before }) return null;
        _past.RemoveLast();
        _future.Push(_now!);
        return Restored(before, state);
    }

    /// <summary>The state before the last <see cref="Undo"/>, or null.</summary>
    public ComposeState? Redo(ComposeState state)
    {
        if (!_future.TryPop(out var after)) return null;
        _past.AddLast(_now!);
        return Restored(after, state);
    }

    private ComposeState Restored(string written, ComposeState present)
    {
        (_now, _touched) = (written, null);
        var (state, _) = ComposeAddress.Read(new Uri("http://hub/" + written));
        state.JobId = present.JobId;
        if (!state.IsSeedLocked) state.Seed = present.Seed;
        return state;
    }

    private static string Written(ComposeState state)
    {
        var parts = ComposeAddress.Parts(state);
        parts.Remove("job");
        if (!state.IsSeedLocked) parts.Remove("seed");
        return QueryHelpers.AddQueryString("", parts);
    }

    // What was edited, when it is something that is edited in a run: a text, or one slider. Null for anything else, which is a step of its own.
    private static string? Touched(string before, string after)
    {
        var (old, now) = (QueryHelpers.ParseQuery(before), QueryHelpers.ParseQuery(after));
        var keys = old.Keys.Union(now.Keys).Where(key => Said(old, key) != Said(now, key)).ToList();
        return keys switch
        {
            ["r"] => TouchedStrength(Said(old, "r").Split('!'), Said(now, "r").Split('!')),
            [var key] => key,
            _ => null,
        };
    }

    private static string? TouchedStrength(string[] before, string[] after)
    {
        if (before.Length != after.Length) return null;
        var changed = before.Zip(after).Where(pair => pair.First != pair.Second).ToList();
        return changed is [var (old, now)] && Unweighed(old) == Unweighed(now) ? Unweighed(now) : null;
    }

    private static string Said(Dictionary<string, StringValues> query, string key) => query.TryGetValue(key, out var value) ? value.ToString() : "";

    private static string Unweighed(string entry) => ComposeState.Read(entry) is { } read ? ComposeState.Write(read with { Strength = 0 }) : entry;
}
