using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>How the moderators keep up, counted by the database.</summary>
public sealed class ModerationFigures(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    private const int MostOffenders = 10, OftenFrom = 2;

    /// <summary>Items that wait are counted from the first of these ages to the next.</summary>
    private static readonly TimeSpan[] Ages = [TimeSpan.Zero, TimeSpan.FromDays(1), TimeSpan.FromDays(3), TimeSpan.FromDays(7)];

    /// <param name="span">Reports that came, decisions and answers that were made within this.</param>
    /// <returns>Null when the actor may not see it.</returns>
    public async Task<ModerationReview?> FindAsync(Actor actor, TimeSpan span, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        var since = now - span;
        var waits = Waits(hub, since);
        var acted = await waits.CountAsync(cancellation);
        var answered = hub.Appeals.Where(a => a.AnsweredAt >= since);
        return new ModerationReview
        {
            Open = await OpenAsync(hub, now, cancellation),
            OpenAppeals = await hub.Appeals.CountAsync(a => a.State == AppealState.Open && a.Member.LeftAt == null, cancellation),
            Reports = await hub.Reports.CountAsync(r => r.CreatedAt >= since, cancellation),
            Acted = acted,
            Median = await QuantileAsync(waits, acted, .5, cancellation),
            Ninetieth = await QuantileAsync(waits, acted, .9, cancellation),
            Acts = [.. (await Acts(hub, since).GroupBy(d => d.Code).Select(acts => new GroundCount(acts.Key, acts.Count())).ToListAsync(cancellation)).OrderByDescending(it => it.Acts).ThenBy(it => it.Code)],
            Offenders = await OffendersAsync(hub, since, now, cancellation),
            Appeals = await answered.CountAsync(cancellation),
            Overturned = await answered.CountAsync(a => a.State == AppealState.Overturned, cancellation),
        };
    }

    private static async Task<IReadOnlyList<AgeCount>> OpenAsync(HubDbContext hub, DateTimeOffset now, CancellationToken cancellation)
    {
        var counts = new List<AgeCount>();
        for (var place = 0; place < Ages.Length; place++)
        {
            var (youngest, oldest) = ((now - Ages[place]).UtcTicks, place + 1 < Ages.Length ? (now - Ages[place + 1]).UtcTicks : 0);
            var items = await hub.Database.SqlQuery<int>($"""
                SELECT COUNT(*) AS "Value" FROM (SELECT MIN("CreatedAt") AS "First" FROM "Reports" WHERE "State" = 'Open' GROUP BY "TargetId") AS "Items"
                WHERE "First" <= {youngest} AND "First" > {oldest}
                """).SingleAsync(cancellation);
            counts.Add(new AgeCount(Ages[place], place + 1 < Ages.Length ? Ages[place + 1] : null, items));
        }

        return counts;
    }

    // Ticks from a report to the first that was done: its closing, or a decision about the item.
    private static IQueryable<long> Waits(HubDbContext hub, DateTimeOffset since) => hub.Database.SqlQuery<long>($"""
        SELECT CASE WHEN "Decided" IS NULL OR "ClosedAt" < "Decided" THEN "ClosedAt" ELSE "Decided" END - "CreatedAt" AS "Value" FROM (
            SELECT r."CreatedAt", r."ClosedAt", (SELECT MIN(d."At") FROM "Decisions" AS d WHERE d."TargetId" = r."TargetId" AND d."At" >= r."CreatedAt") AS "Decided"
            FROM "Reports" AS r WHERE r."CreatedAt" >= {since.UtcTicks}) AS "Acted"
        WHERE "ClosedAt" IS NOT NULL OR "Decided" IS NOT NULL
        """);

    // The nearest rank.
    private static async Task<TimeSpan?> QuantileAsync(IQueryable<long> waits, int count, double share, CancellationToken cancellation) =>
        count == 0 ? null : TimeSpan.FromTicks(await waits.OrderBy(ticks => ticks).Skip((int)Math.Ceiling(share * count) - 1).FirstAsync(cancellation));

    // What moderators decided against somebody; what points bring by themselves is no act of theirs.
    private static IQueryable<Decision> Acts(HubDbContext hub, DateTimeOffset since) =>
        hub.Decisions.Where(d => d.At >= since && !DecisionActions.Kind.Contains(d.Action) && !hub.Sanctions.Any(s => s.DecisionId == d.Id && s.Threshold != null));

    private static async Task<IReadOnlyList<RepeatOffender>> OffendersAsync(HubDbContext hub, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellation)
    {
        var often = await Acts(hub, since).GroupBy(d => d.OwnerId).Select(acts => new { Owner = acts.Key, Count = acts.Count() })
            .Where(it => it.Count >= OftenFrom).OrderByDescending(it => it.Count).ThenBy(it => it.Owner).Take(MostOffenders).ToListAsync(cancellation);
        var owners = often.Select(it => it.Owner).ToArray();
        var members = await hub.Users.Where(m => owners.Contains(m.Id)).Select(m => new
        {
            m.Id,
            m.UserName,
            IsThere = m.LeftAt == null,
            Points = hub.Strikes.Where(s => s.MemberId == m.Id && s.VoidedAt == null && s.ExpiresAt > now).Sum(s => s.Points),
        }).ToDictionaryAsync(m => m.Id, cancellation);
        return [.. often.Where(it => members[it.Owner].IsThere).Select(it => new RepeatOffender(members[it.Owner].UserName ?? "", it.Count, members[it.Owner].Points))];
    }
}

/// <summary>What moderators did within a time, and what waits now.</summary>
public sealed record ModerationReview
{
    /// <summary>Items that wait, by the age of their first open report.</summary>
    public required IReadOnlyList<AgeCount> Open { get; init; }
    public required int OpenAppeals { get; init; }

    /// <summary>Reports that came.</summary>
    public required int Reports { get; init; }

    /// <summary>Those of them about which something was done.</summary>
    public required int Acted { get; init; }

    /// <summary>From a report to the first that was done; null when nothing was.</summary>
    public required TimeSpan? Median { get; init; }

    /// <summary>Nine of ten were not slower.</summary>
    public required TimeSpan? Ninetieth { get; init; }

    /// <summary>Decisions by their grounds, the commonest first.</summary>
    public required IReadOnlyList<GroundCount> Acts { get; init; }

    /// <summary>Members about whom something was decided at least twice.</summary>
    public required IReadOnlyList<RepeatOffender> Offenders { get; init; }

    /// <summary>Appeals that were answered.</summary>
    public required int Appeals { get; init; }
    public required int Overturned { get; init; }
}

/// <param name="To">Null for any age from there on.</param>
public sealed record AgeCount(TimeSpan From, TimeSpan? To, int Items);

public sealed record GroundCount(DecisionReason Code, int Acts);

/// <param name="Points">Those that count now.</param>
public sealed record RepeatOffender(string Name, int Acts, int Points);
