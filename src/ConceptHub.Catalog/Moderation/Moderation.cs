using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Reports, and what moderators do about them. Every act leaves an audit line; owners see the reason.</summary>
public sealed class Moderation(IDbContextFactory<HubDbContext> hubs, QuotaLimits quotas, SanctionOptions options, TimeProvider clock)
{
    public async Task<ReportResult> ReportAsync(Actor actor, ModerationTarget target, ReportDraft draft, CancellationToken cancellation)
    {
        if (ReportQuestions.Problem(draft) is { } problem) return new ReportResult.Refused(problem);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ReportResult.Refused("Your account is suspended.");
        if (await Members.MuteProblemAsync(hub, actor, cancellation) is { } muted) return new ReportResult.Refused(muted);
        if (!await ModerationItems.IsVisibleAsync(hub, actor, target, cancellation)) return new ReportResult.Refused("This does not exist any more.");
        if (await hub.Reports.AnyAsync(r => r.TargetId == target.Id && r.ReporterId == actor.Id && r.State == ReportState.Open, cancellation)) return new ReportResult.AlreadyReported();
        var most = quotas.Of(actor).ReportsPerDay;
        if (await DayLimits.ProblemAsync(hub.Reports.Where(r => r.ReporterId == actor.Id).Select(r => r.CreatedAt), most, "report", clock.GetUtcNow(), cancellation) is { } many) return new ReportResult.Refused(many);

        hub.Reports.Add(new Report
        {
            TargetKind = target.Kind,
            TargetId = target.Id,
            Reason = draft.Reason,
            Text = draft.Text.Trim(),
            Answers = ReportQuestions.Fitting(draft),
            OwnerId = await ModerationItems.OwnerAsync(hub, target, cancellation),
            ReporterId = actor.Id,
            CreatedAt = clock.GetUtcNow(),
        });
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ReportResult.Received();
    }

    /// <summary>What somebody is about to report.</summary>
    /// <returns>Null when there is none, or none that the actor may see.</returns>
    public async Task<ReportedItem?> FindAsync(Actor actor, ModerationTarget target, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await ModerationItems.IsVisibleAsync(hub, actor, target, cancellation) ? (await ModerationItems.DescribeAsync(hub, [target.Id], cancellation)).FirstOrDefault() : null;
    }

    /// <summary>Takes an item out of sight; its owner still sees it, with the reason. Its open reports are upheld.</summary>
    public Task<ActionResult> HideAsync(Actor actor, ModerationTarget target, Grounds grounds, CancellationToken cancellation) =>
        new ModerationAct(actor, "hide", target, grounds, DecisionAction.Hide).RunAsync(hubs, options, clock.GetUtcNow(), async hub =>
        {
            var changed = await ModerationItems.HideAsync(hub, target, grounds.Sentence, cancellation);
            if (changed > 0 && target.Kind == TargetKind.Concept) await Takedown.FollowAsync(hub, target.Id, null, clock.GetUtcNow(), cancellation);
            await CloseAsync(hub, target, hub.Reports, ReportState.Upheld, clock.GetUtcNow(), cancellation);
            return ModerationAct.Change.Of(changed);
        }, cancellation);

    public Task<ActionResult> RestoreAsync(Actor actor, ModerationTarget target, Grounds grounds, CancellationToken cancellation) =>
        new ModerationAct(actor, "restore", target, grounds, DecisionAction.Restore).RunAsync(hubs, options, clock.GetUtcNow(), async hub =>
            ModerationAct.Change.Of(await ModerationItems.RestoreAsync(hub, target, cancellation)), cancellation);

    /// <summary>Closes one report and leaves the item as it is.</summary>
    public async Task<ActionResult> DismissAsync(Actor actor, Guid reportId, Grounds grounds, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var report = await hub.Reports.AsNoTracking().FirstOrDefaultAsync(r => r.Id == reportId && r.State == ReportState.Open, cancellation);
        var target = report is null ? new ModerationTarget(TargetKind.Concept, Guid.Empty) : new ModerationTarget(report.TargetKind, report.TargetId);
        return await new ModerationAct(actor, "dismiss report", target, grounds, null).RunAsync(hubs, options, clock.GetUtcNow(), async acting =>
            ModerationAct.Change.Of(await CloseAsync(acting, target, acting.Reports.Where(r => r.Id == reportId), ReportState.Dismissed, clock.GetUtcNow(), cancellation)), cancellation);
    }

    /// <summary>Closes those of an item's reports that are open, and adds a notice for each reporter; the caller saves.</summary>
    internal static async Task<int> CloseAsync(HubDbContext hub, ModerationTarget target, IQueryable<Report> reports, ReportState state, DateTimeOffset now, CancellationToken cancellation)
    {
        var open = reports.Where(r => r.State == ReportState.Open && r.TargetId == target.Id);
        var reporters = await open.Select(r => r.ReporterId).ToListAsync(cancellation);
        var title = reporters.Count == 0 ? "" : (await ModerationItems.DescribeAsync(hub, [target.Id], cancellation)).FirstOrDefault()?.Title ?? "";
        var kind = state == ReportState.Upheld ? NoticeKind.ReportUpheld : NoticeKind.ReportDismissed;
        hub.Notices.AddRange(reporters.Select(id => new Notice { MemberId = id, Kind = kind, Title = title, CreatedAt = now }));
        return await open.ExecuteUpdateAsync(set => set.SetProperty(r => r.State, state).SetProperty(r => r.ClosedAt, (DateTimeOffset?)now), cancellation);
    }
}
