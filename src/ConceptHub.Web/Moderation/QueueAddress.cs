using System.Globalization;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace ConceptHub.Web.Moderation;

/// <summary>The queue as an address says it: what is shown, since when, and which item is open.</summary>
internal static class QueueAddress
{
    private static readonly string[] Known = ["kind", "why", "who", "age", "owner", "since", "item", "show"];

    public static string Of(QueueFilter filter, Guid? item = null)
    {
        var query = new QueryBuilder();
        if (filter.Kind is { } kind) query.Add("kind", kind.ToString());
        if (filter.Reason is { } reason) query.Add("why", reason.ToString());
        if (filter.Claim != QueueClaim.All) query.Add("who", filter.Claim.ToString());
        if (filter.Age > TimeSpan.Zero) query.Add("age", filter.Age.TotalDays.ToString(CultureInfo.InvariantCulture));
        if (filter.Owner.Length > 0) query.Add("owner", filter.Owner);
        if (filter.Since is { } since) query.Add("since", since.UtcTicks.ToString(CultureInfo.InvariantCulture));
        if (item is { } open) query.Add("item", open.ToString());
        return "moderation" + query;
    }

    /// <summary>The query of a list to go back to, as a form gave it: only what a list knows is kept.</summary>
    public static QueryBuilder Back(string? query)
    {
        var kept = new QueryBuilder();
        foreach (var (name, value) in QueryHelpers.ParseQuery(query))
            if (Known.Contains(name) && value is [{ Length: > 0 and <= 100 } said]) kept.Add(name, said);
        return kept;
    }

    public static DateTimeOffset? Moment(long? ticks) =>
        ticks is { } it && it > 0 && it < DateTimeOffset.MaxValue.UtcTicks ? new DateTimeOffset(it, TimeSpan.Zero) : null;
}
