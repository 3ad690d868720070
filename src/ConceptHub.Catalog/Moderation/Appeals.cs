using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Appeals against decisions: made by their owners, also by those who are suspended or banned, and answered by moderators.</summary>
public sealed class Appeals(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, SanctionOptions options, TimeProvider clock)
{
    public const int ShortestText = 10, LongestText = 2000, LongestAnswer = Grounds.LongestText;

    private const int Shown = 100, ShownAnswered = 20, ShownReports = 10;

    /// <summary>Says why a decision about one's own is wrong.</summary>
    public async Task<ActionResult> MakeAsync(Actor actor, Guid decisionId, string text, CancellationToken cancellation)
    {
        text = text.ReplaceLineEndings("\n").Trim();
        if (text.Length < ShortestText) return new ActionResult.Refused($"Please say in at least {ShortestText} characters why the decision is wrong.");
        if (text.Length > LongestText) return new ActionResult.Refused($"The appeal has {text.Length} characters; {LongestText} is the most.");

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var now = clock.GetUtcNow();
        var decision = await hub.Decisions.AsNoTracking().FirstOrDefaultAsync(d => d.Id == decisionId && d.OwnerId == actor.Id, cancellation);
        if (decision is null) return new ActionResult.NotFound();
        if (DecisionActions.Kind.Contains(decision.Action)) return new ActionResult.Refused("This decision took nothing from you; there is nothing to appeal.");
        if (await hub.Appeals.AnyAsync(a => a.DecisionId == decisionId, cancellation)) return new ActionResult.Refused("You appealed this decision already; each can be appealed once.");
        if (now > decision.At + options.AppealWithin) return new ActionResult.Refused($"This decision could be appealed until {SanctionDesk.Moment(decision.At + options.AppealWithin)}.");

        hub.Appeals.Add(new Appeal { DecisionId = decisionId, MemberId = actor.Id, Text = text, At = now });
        hub.Audit.Add(AuditEntry.By(actor, now, "appeal", TargetOf(decision), $"Against {decision.Action} of {SanctionDesk.Moment(decision.At)}."));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>How many wait.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return 0;
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Appeals.CountAsync(a => a.State == AppealState.Open && a.Member.LeftAt == null, cancellation);
    }

    /// <summary>Those that wait, oldest first, then the newest answered ones.</summary>
    /// <returns>Null when the actor may not see appeals.</returns>
    public async Task<IReadOnlyList<AppealInfo>?> ListAsync(Actor actor, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return null;

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var all = hub.Appeals.AsNoTracking().Include(a => a.Decision).Include(a => a.Member).Include(a => a.AnsweredBy).Where(a => a.Member.LeftAt == null);
        var appeals = await all.Where(a => a.State == AppealState.Open).OrderBy(a => a.At).ThenBy(a => a.Id).Take(Shown).ToListAsync(cancellation);
        appeals.AddRange(await all.Where(a => a.State != AppealState.Open).OrderByDescending(a => a.AnsweredAt).Take(ShownAnswered).ToListAsync(cancellation));

        var decided = (await Decisions.DescribeAsync(hub, [.. appeals.Select(a => a.Decision)], options, clock.GetUtcNow(), cancellation)).ToDictionary(d => d.Id);
        var moderators = appeals.Select(a => a.Decision.ModeratorId).Distinct().ToArray();
        var names = await hub.Users.Where(m => moderators.Contains(m.Id)).ToDictionaryAsync(m => m.Id, m => m.UserName ?? "", cancellation);
        var infos = new List<AppealInfo>();
        foreach (var appeal in appeals)
        {
            var reports = await hub.Reports.AsNoTracking().Include(r => r.Reporter).Where(r => r.TargetId == appeal.Decision.TargetId).OrderBy(r => r.CreatedAt).Take(ShownReports).ToListAsync(cancellation);
            var problem = appeal.State == AppealState.Open ? await ProblemAsync(hub, actor, appeal, cancellation) : null;
            infos.Add(new AppealInfo(appeal.Id, decided[appeal.DecisionId], names.GetValueOrDefault(appeal.Decision.ModeratorId, ""), appeal.Member.UserName ?? "", appeal.Text, appeal.At, [.. reports.Select(ReportInfo.Of)], problem)
            {
                State = appeal.State,
                Answer = appeal.Answer,
                AnsweredByName = appeal.AnsweredBy?.UserName,
                AnsweredAt = appeal.AnsweredAt,
            });
        }

        return infos;
    }

    /// <summary>The decision stands.</summary>
    /// <param name="text">Why, as the owner reads it.</param>
    public Task<ActionResult> UpholdAsync(Actor actor, Guid id, string text, CancellationToken cancellation) =>
        AnswerAsync(actor, id, AppealState.Upheld, text, (_, _) => Task.CompletedTask, cancellation);

    /// <summary>The decision was wrong: the item is as it was, its points are voided, and what limits the account for it is lifted.</summary>
    /// <param name="text">Why, as the owner reads it.</param>
    public Task<ActionResult> OverturnAsync(Actor actor, Guid id, string text, CancellationToken cancellation) =>
        AnswerAsync(actor, id, AppealState.Overturned, text, async (desk, appeal) =>
        {
            await new UndoneDecision(desk.Hub, blobs, appeal.Decision, desk.Now, cancellation).RunAsync();
            var reason = $"Overturned on appeal. {text.Trim()}";
            if (await desk.Hub.Strikes.FirstOrDefaultAsync(s => s.DecisionId == appeal.DecisionId && s.VoidedAt == null, cancellation) is { } strike) await desk.VoidAsync(strike, reason);
            if (await SanctionDesk.Running(desk.Hub, desk.Now).FirstOrDefaultAsync(s => s.DecisionId == appeal.DecisionId, cancellation) is { } sanction) await desk.LiftAsync(sanction, reason);
        }, cancellation);

    private async Task<ActionResult> AnswerAsync(Actor actor, Guid id, AppealState state, string text, Func<SanctionDesk, Appeal, Task> follow, CancellationToken cancellation)
    {
        text = text.ReplaceLineEndings("\n").Trim();
        if (!actor.CanModerate) return new ActionResult.NotAllowed();
        if (text.Length == 0) return new ActionResult.Refused("Please give a reason; the owner will read it.");
        if (text.Length > LongestAnswer) return new ActionResult.Refused($"The answer has {text.Length} characters; {LongestAnswer} is the most.");

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var (appeal, now) = (await hub.Appeals.Include(a => a.Decision).FirstOrDefaultAsync(a => a.Id == id && a.Member.LeftAt == null, cancellation), clock.GetUtcNow());
        if (appeal is null) return new ActionResult.NotFound();
        if (appeal.State != AppealState.Open) return new ActionResult.Refused("This appeal is answered already.");
        if (await ProblemAsync(hub, actor, appeal, cancellation) is { } problem) return new ActionResult.Refused(problem);

        (appeal.State, appeal.Answer, appeal.AnsweredById, appeal.AnsweredAt) = (state, text, actor.Id, now);
        hub.Audit.Add(AuditEntry.By(actor, now, state == AppealState.Upheld ? "uphold on appeal" : "overturn on appeal", TargetOf(appeal.Decision), text));
        await hub.SaveChangesAsync(cancellation);
        await follow(new SanctionDesk(hub, options, actor, now, cancellation), appeal);
        hub.Notices.Add(new Notice { MemberId = appeal.MemberId, Kind = state == AppealState.Upheld ? NoticeKind.AppealUpheld : NoticeKind.AppealOverturned, Title = appeal.Decision.Title, Text = text, CreatedAt = now });
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    // Whoever decided leaves it to somebody else, unless there is nobody else.
    private async Task<string?> ProblemAsync(HubDbContext hub, Actor actor, Appeal appeal, CancellationToken cancellation)
    {
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return ModerationAct.Suspended;
        if (appeal.MemberId == actor.Id) return "Nobody answers an appeal of their own.";
        if (appeal.Decision.ModeratorId != actor.Id) return null;

        DateTimeOffset? now = clock.GetUtcNow();
        var moderators = Members.Holders(hub, HubRoles.Moderator).Union(Members.Holders(hub, HubRoles.Administrator));
        var hasOthers = await hub.Users.AnyAsync(m => moderators.Contains(m.Id) && m.Id != actor.Id && m.Id != appeal.MemberId && m.LeftAt == null && (m.SuspendedAt == null || m.SuspendedUntil <= now), cancellation);
        return hasOthers ? "You made this decision yourself. Please leave the appeal to another moderator." : null;
    }

    // As the history of an item, or of a member, is looked for.
    private static string TargetOf(Decision decision) => decision.TargetKind == TargetKind.Member ? $"Member {decision.Title}" : $"{decision.TargetKind} {decision.TargetId}";
}
