using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Rooms;

/// <summary>Those <see cref="ComposeFields"/> that a room shares.</summary>
internal static class RoomFields
{
    // Each member's own: whether their picture is shown to all, how they look at the recipe, a preset of theirs.
    private static readonly string[] Personal = ["public", "by", "preset"];

    public static Dictionary<string, string> Of(ComposeState state) => ComposeFields.Of(state).Where(it => !Personal.Contains(it.Key)).ToDictionary();

    /// <summary>The state that the fields make; what is personal, and the job, stays as in <paramref name="mine"/>.</summary>
    public static ComposeState ToState(IReadOnlyDictionary<string, string> fields, ComposeState mine)
    {
        var own = ComposeFields.Of(mine).Where(it => Personal.Contains(it.Key));
        var state = ComposeFields.ToState(fields.Concat(own).ToDictionary());
        state.JobId = mine.JobId;
        return state;
    }
}
