using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Strikes and sanctions inside the caller's write transaction: they are given, lifted, voided, and counted together on the member.</summary>
internal sealed record SanctionDesk(HubDbContext Hub, SanctionOptions Options, Actor Moderator, DateTimeOffset Now, CancellationToken Cancellation)
{
    public const string Own = "Nobody decides about an account or points of their own.";

    /// <summary>As sentences tell it: 8 March 2026, 12:00 UTC.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>Strikes of a member that count at a moment.</summary>
    public static IQueryable<Strike> Counting(HubDbContext hub, Guid member, DateTimeOffset at) =>
        hub.Strikes.Where(s => s.MemberId == member && s.VoidedAt == null && s.At <= at && s.ExpiresAt > at);

    /// <summary>Sanctions that are neither over nor lifted.</summary>
    public static IQueryable<Sanction> Running(HubDbContext hub, DateTimeOffset now) => hub.Sanctions.Where(s => s.LiftedAt == null && (s.Until == null || s.Until > now));

    /// <summary>Why the actor may decide nothing about a member's account; null when they may.</summary>
    public static async Task<string?> ProtectionAsync(HubDbContext hub, Actor actor, Guid member, CancellationToken cancellation)
    {
        if (member == actor.Id) return Own;
        if (await Members.Holders(hub, HubRoles.Administrator).AnyAsync(id => id == member, cancellation)) return "Accounts of administrators cannot be limited, and get no points. Have the role taken away first.";
        return await hub.Users.AnyAsync(m => m.Id == member && m.UserName == SeedImport.MemberName, cancellation) ? "This account is the hub's own; it cannot be limited, and gets no points." : null;
    }

    /// <summary>Gives a decision its points, and the sanction that they come to.</summary>
    public async Task StrikeAsync(Decision decision, int points)
    {
        var strike = new Strike { MemberId = decision.OwnerId, DecisionId = decision.Id, Points = points, At = Now, ExpiresAt = Now + Options.PointsLast };
        Hub.Strikes.Add(strike);
        await WriteAsync("give points", decision.OwnerId, $"{Points(points)} until {Moment(strike.ExpiresAt)} for “{decision.Title}”. {decision.Text}");
        await Hub.SaveChangesAsync(Cancellation);

        var total = await Counting(Hub, decision.OwnerId, Now).SumAsync(s => s.Points, Cancellation);
        if (Options.At(total) is not { } kind) return;
        var until = Options.EndOf(kind, Now);
        if (await IsCoveredAsync(decision.OwnerId, kind, until)) return;
        await ImposeAsync(decision.OwnerId, kind, until, Options.ThresholdOf(kind), new Grounds(decision.Code, $"It came by itself, at {Points(total)}."), decision.Text);
    }

    /// <summary>Limits a member's account, and tells them.</summary>
    /// <param name="threshold">The points at which it comes by itself; null when a moderator chose it.</param>
    /// <param name="because">What the decision says in place of the grounds' own sentence; null for that.</param>
    public async Task ImposeAsync(Guid member, SanctionKind kind, DateTimeOffset? until, int? threshold, Grounds grounds, string? because = null)
    {
        var name = await NameAsync(member);
        var text = because is null ? grounds.Sentence : $"{because} {grounds.Text}";
        var decision = new Decision
        {
            Action = kind switch { SanctionKind.Mute => DecisionAction.Mute, SanctionKind.Suspension => DecisionAction.Suspend, SanctionKind.Ban => DecisionAction.Ban },
            TargetKind = TargetKind.Member,
            TargetId = member,
            Title = name,
            OwnerId = member,
            ModeratorId = Moderator.Id,
            Code = grounds.Code,
            Text = text,
            Detail = until is { } end ? $"Until {Moment(end)}." : "Without an end.",
            Until = until,
            At = Now,
        };
        Hub.Decisions.Add(decision);
        Hub.Sanctions.Add(new Sanction { MemberId = member, Kind = kind, DecisionId = decision.Id, At = Now, Until = until, Threshold = threshold });
        await WriteAsync(kind switch { SanctionKind.Mute => "mute", SanctionKind.Suspension => "suspend", SanctionKind.Ban => "ban" }, member, $"{decision.Detail} {text}");
        Tell(member, NoticeKind.Sanctioned, $"{decision.Detail} {text}");
        await SettleAsync(member);
        if (kind != SanctionKind.Mute) await Takedown.EndJobsOfAsync(Hub, member, Now, Cancellation);
    }

    /// <summary>Ends a sanction before its time.</summary>
    public async Task LiftAsync(Sanction sanction, string reason)
    {
        sanction.LiftedAt = Now;
        await WriteAsync(sanction.Kind switch { SanctionKind.Mute => "lift mute", SanctionKind.Suspension => "lift suspension", SanctionKind.Ban => "lift ban" }, sanction.MemberId, reason);
        await SettleAsync(sanction.MemberId);
    }

    /// <summary>Takes a strike's points back, and lifts what came by itself and would not have come without them.</summary>
    public async Task VoidAsync(Strike strike, string reason)
    {
        (strike.VoidedAt, strike.VoidReason) = (Now, reason);
        await WriteAsync("void points", strike.MemberId, $"{Points(strike.Points)} of {Moment(strike.At)}. {reason}");
        await Hub.SaveChangesAsync(Cancellation);

        var byPoints = await Running(Hub, Now).Where(s => s.MemberId == strike.MemberId && s.Threshold != null).ToListAsync(Cancellation);
        foreach (var sanction in byPoints)
            if (await Counting(Hub, strike.MemberId, sanction.At).SumAsync(s => s.Points, Cancellation) < sanction.Threshold) await LiftAsync(sanction, $"The points that brought it were voided. {reason}");
    }

    /// <summary>Writes on the member what their sanctions come to. Who is banned, or is not any more, signs in anew.</summary>
    public async Task SettleAsync(Guid memberId)
    {
        await Hub.SaveChangesAsync(Cancellation);
        var member = await Hub.Users.SingleAsync(m => m.Id == memberId, Cancellation);
        var running = await Running(Hub, Now).AsNoTracking().Where(s => s.MemberId == memberId).OrderBy(s => s.At).ToListAsync(Cancellation);
        var (mutes, others) = (running.Where(s => s.Kind == SanctionKind.Mute).ToList(), running.Where(s => s.Kind != SanctionKind.Mute).ToList());
        var wasBanned = member.BannedAt is not null;
        (member.MutedAt, member.MutedUntil) = (mutes.FirstOrDefault()?.At, End(mutes));
        (member.SuspendedAt, member.SuspendedUntil) = (others.FirstOrDefault()?.At, End(others));
        member.BannedAt = others.Find(s => s.Kind == SanctionKind.Ban)?.At;
        member.ConcurrencyStamp = Guid.NewGuid().ToString(); // Identity's stores write whole rows: theirs must not undo this
        if (wasBanned != member.BannedAt is not null)
        {
            member.SecurityStamp = Guid.NewGuid().ToString("N");
            await Hub.Sessions.Where(s => s.MemberId == memberId).ExecuteDeleteAsync(Cancellation);
        }

        await Hub.SaveChangesAsync(Cancellation);
    }

    /// <summary>Adds a notice about the member's own account; the caller saves.</summary>
    public void Tell(Guid member, NoticeKind kind, string text) => Hub.Notices.Add(new Notice { MemberId = member, Kind = kind, Title = "", Text = text, CreatedAt = Now });

    /// <summary>Adds a line of the audit about a member's account; the caller saves.</summary>
    public async Task WriteAsync(string action, Guid member, string reason) => Hub.Audit.Add(AuditEntry.By(Moderator, Now, action, $"Member {await NameAsync(member)}", reason));

    public static string Points(int points) => points == 1 ? "1 point" : $"{points} points";

    private static DateTimeOffset? End(List<Sanction> sanctions) => sanctions.Exists(s => s.Until is null) ? null : sanctions.Max(s => s.Until);

    // As grave and as long already: nothing is added.
    private Task<bool> IsCoveredAsync(Guid member, SanctionKind kind, DateTimeOffset? until)
    {
        var graver = new[] { SanctionKind.Mute, SanctionKind.Suspension, SanctionKind.Ban }.Where(it => it >= kind).ToArray();
        return Running(Hub, Now).AnyAsync(s => s.MemberId == member && graver.Contains(s.Kind) && (s.Until == null || s.Until >= until), Cancellation);
    }

    private async Task<string> NameAsync(Guid member) => await Hub.Users.Where(m => m.Id == member).Select(m => m.UserName).SingleAsync(Cancellation) ?? "";
}
