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

    // Whether a picture is shown to all is for whoever makes it to say; the picture itself is the room's to know.
    private static readonly string[] Personal = ["public", "job"];

    public static Dictionary<string, string> Of(ComposeState state)
    {
        var address = ComposeAddress.Of(state);
        var query = address.IndexOf('?', StringComparison.Ordinal) is >= 0 and var mark ? QueryHelpers.ParseQuery(address[mark..]) : [];
        var fields = query.Where(it => it.Key != Recipe && !Personal.Contains(it.Key)).ToDictionary(it => it.Key, it => it.Value.ToString());
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
            Guid.Parse(id), int.Parse(Said(Version + id), CultureInfo.InvariantCulture), float.Parse(Said(Strength + id), CultureInfo.InvariantCulture), Said(Switch + id) != "off"));
        var query = fields.Where(it => it.Value.Length > 0 && it.Key != Order && !it.Key.Contains('/', StringComparison.Ordinal))
            .Select(it => KeyValuePair.Create(it.Key, (string?)it.Value))
            .Append(KeyValuePair.Create(Recipe, (string?)string.Join('!', entries.Select(ComposeState.Write))));
        var (state, _) = ComposeAddress.Read(new Uri("http://room" + QueryHelpers.AddQueryString("/compose", query)));
        (state.IsPublic, state.JobId) = (mine.IsPublic, mine.JobId);
        return state;
    }

    /// <summary>What is another value now; "" for a field that went back to usual.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Changes(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        from key in before.Keys.Union(now.Keys)
        let value = now.GetValueOrDefault(key, "")
        where value != before.GetValueOrDefault(key, "")
        select KeyValuePair.Create(key, value);

    /// <summary>The picture to draw over, or null.</summary>
    public const string StartPicture = "over";

    private static string Text(Guid id) => id.ToString("N");
}
