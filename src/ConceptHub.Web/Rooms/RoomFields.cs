using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using Microsoft.AspNetCore.WebUtilities;

namespace ConceptHub.Web.Rooms;

/// <summary>
/// The composer's state cut into fields that two people may change at once without harm: one for each setting of its address, three
/// for each concept (version, strength, switch), one for the order. A field that is not there is as usual.
/// </summary>
internal static class RoomFields
{
    private const string Recipe = "r", Order = "order", Version = "version/", Strength = "strength/", Switch = "switch/";

    // Each member's own: whether their picture is shown to all, how they look at the recipe, a preset of theirs. Jobs are told by themselves.
    private static readonly string[] Personal = ["public", "job", "by", "preset"];

    public static Dictionary<string, string> Of(ComposeState state)
    {
        var fields = Parts(state).Where(it => it.Key != Recipe && !Personal.Contains(it.Key)).ToDictionary();
        foreach (var entry in state.Recipe)
        {
            var id = Text(entry.ConceptId);
            fields[Version + id] = entry.Version.ToString(CultureInfo.InvariantCulture);
            fields[Strength + id] = entry.Strength.ToString(CultureInfo.InvariantCulture);
            fields[Switch + id] = entry.Enabled ? "" : "off";
        }

        fields[Order] = string.Join(' ', state.Recipe.Select(entry => Text(entry.ConceptId)));
        return fields;
    }

    /// <summary>The state that the fields make; what is personal stays as in <paramref name="mine"/>.</summary>
    public static ComposeState ToState(IReadOnlyDictionary<string, string> fields, ComposeState mine)
    {
        string Said(string key) => fields.GetValueOrDefault(key, "");

        // Two who add at once each know only their own place in the order: whoever is missing stands at the end.
        var present = fields.Where(it => it.Value.Length > 0 && it.Key.StartsWith(Version, StringComparison.Ordinal)).Select(it => it.Key[Version.Length..]).ToHashSet();
        var ordered = Said(Order).Split(' ').Where(present.Contains).ToList();
        var entries = ordered.Concat(present.Except(ordered).Order(StringComparer.Ordinal)).Select(id => new RecipeEntry(
            Guid.Parse(id), int.Parse(Said(Version + id), CultureInfo.InvariantCulture), Weight(Said(Strength + id)), Said(Switch + id) != "off"));
        var query = fields.Where(it => it.Value.Length > 0 && it.Key != Order && !it.Key.Contains('/', StringComparison.Ordinal))
            .Concat(Parts(mine).Where(it => Personal.Contains(it.Key)))
            .Append(KeyValuePair.Create(Recipe, string.Join('!', entries.Select(ComposeState.Write))));
        return ComposeAddress.Read(new Uri(QueryHelpers.AddQueryString("http://room/", query.ToDictionary(it => it.Key, it => (string?)it.Value)))).State;
    }

    /// <summary>What is another value now; "" for a field that went back to usual.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Changes(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        from key in before.Keys.Union(now.Keys)
        let value = now.GetValueOrDefault(key, "")
        where value != before.GetValueOrDefault(key, "")
        select KeyValuePair.Create(key, value);

    /// <summary>The picture to draw over, or null.</summary>
    public const string StartPicture = "over";

    private static IEnumerable<KeyValuePair<string, string>> Parts(ComposeState state)
    {
        var address = ComposeAddress.Of(state);
        var query = address.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? QueryHelpers.ParseQuery(address[mark..]) : [];
        return query.Select(it => KeyValuePair.Create(it.Key, it.Value.ToString()));
    }

    // One takes the concept out while another chooses a version: then only the version is there.
    private static float Weight(string said) => float.TryParse(said, CultureInfo.InvariantCulture, out var strength) ? strength : StrengthRange.Usual.Recommended;

    private static string Text(Guid id) => id.ToString("N");
}
