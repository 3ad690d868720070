using System.Globalization;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.WebUtilities;

namespace ConceptHub.Web.Compose;

/// <summary>
/// The composer's state cut into fields that can be changed one without the other: one for each setting of its address, four for each
/// concept (version, strength, switch, place), one for the order. A field that is not there is as usual. The job is no field.
/// </summary>
internal static class ComposeFields
{
    /// <summary>The picture to draw over, or none.</summary>
    public const string StartPicture = "over";

    /// <summary>Begins the field of a concept's strength.</summary>
    public const string Strength = "strength/";

    /// <summary>The concepts' order.</summary>
    public const string Order = "order";
    private const string Recipe = "r", Job = "job", Version = "version/", Switch = "switch/", Place = "place/";

    public static Dictionary<string, string> Of(ComposeState state)
    {
        var fields = ComposeAddress.Parts(state).Where(it => it.Key is not (Recipe or Job)).ToDictionary(it => it.Key, it => it.Value ?? "");
        foreach (var entry in state.Recipe)
        {
            var id = Text(entry.ConceptId);
            fields[Version + id] = entry.Version.ToString(CultureInfo.InvariantCulture);
            fields[Strength + id] = entry.Strength.ToString(CultureInfo.InvariantCulture);
            fields[Switch + id] = entry.Enabled ? "" : "off";
            fields[Place + id] = entry.Region is { } region ? ComposeState.Write(region) : "";
        }

        fields[Order] = string.Join(' ', state.Recipe.Select(entry => Text(entry.ConceptId)));
        return fields;
    }

    /// <summary>The state that the fields make, without a job.</summary>
    public static ComposeState ToState(IReadOnlyDictionary<string, string> fields)
    {
        string Said(string key) => fields.GetValueOrDefault(key, "");

        // Two who add at once each know only their own place in the order: whoever is missing stands at the end.
        var present = fields.Where(it => it.Value.Length > 0 && it.Key.StartsWith(Version, StringComparison.Ordinal)).Select(it => it.Key[Version.Length..]).ToHashSet();
        var ordered = Said(Order).Split(' ').Where(present.Contains).ToList();
        var entries = ordered.Concat(present.Except(ordered).Order(StringComparer.Ordinal)).Select(id => new RecipeEntry(
            Guid.Parse(id), int.Parse(Said(Version + id), CultureInfo.InvariantCulture), Weight(Said(Strength + id)), Said(Switch + id) != "off")
        { Region = ComposeState.ReadRegion(Said(Place + id)) });
        var query = fields.Where(it => it.Value.Length > 0 && it.Key != Order && !it.Key.Contains('/', StringComparison.Ordinal))
            .Append(KeyValuePair.Create(Recipe, ComposeAddress.Write(entries)));
        return ComposeAddress.Read(new Uri(QueryHelpers.AddQueryString("http://hub/", query.ToDictionary(it => it.Key, it => (string?)it.Value)))).State;
    }

    /// <summary>What is another value now; "" for a field that went back to usual.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Changes(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        from key in before.Keys.Union(now.Keys)
        let value = now.GetValueOrDefault(key, "")
        where value != before.GetValueOrDefault(key, "")
        select KeyValuePair.Create(key, value);

    // One takes the concept out while another chooses a version: then only the version is there.
    private static float Weight(string said) => float.TryParse(said, CultureInfo.InvariantCulture, out var strength) ? strength : StrengthRange.Usual.Recommended;

    private static string Text(Guid id) => id.ToString("N");
}
