using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Reports, and what moderators do about them. Every act leaves an audit line; owners see the reason.</summary>
public sealed class Moderation(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    private const int LongestText = 1000;

    public async Task<ReportResult> ReportAsync(Actor actor, ModerationTarget target, ReportDraft draft, CancellationToken cancellation)
    {
        if (ReportQuestions.Problem(draft) is { } problem) return new ReportResult.Refused(problem);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ReportResult.Refused("Your account is suspended.");
        if (!await ModerationItems.IsVisibleAsync(hub, actor, target, cancellation)) return new ReportResult.Refused("This does not exist any more.");
        if (await hub.Reports.AnyAsync(r => r.TargetId == target.Id && r.ReporterId == actor.Id && r.State == ReportState.Open, cancellation)) return new ReportResult.AlreadyReported();

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
    public Task<ActionResult> HideAsync(Actor actor, ModerationTarget target, string reason, CancellationToken cancellation) =>
        ActAsync(actor, "hide", target, reason, async hub =>
        {
            var changed = await ModerationItems.HideAsync(hub, target, reason.Trim(), cancellation);
            await CloseAsync(hub, hub.Reports.Where(r => r.TargetId == target.Id), ReportState.Upheld, cancellation);
            if (changed > 0) await TellOwnerAsync(hub, target, NoticeKind.Hidden, reason, cancellation);
            return changed;
        }, cancellation);

    public Task<ActionResult> RestoreAsync(Actor actor, ModerationTarget target, string reason, CancellationToken cancellation) =>
        ActAsync(actor, "restore", target, reason, async hub =>
        {
            var changed = await ModerationItems.RestoreAsync(hub, target, cancellation);
            if (changed > 0) await TellOwnerAsync(hub, target, NoticeKind.Restored, reason, cancellation);
            return changed;
        }, cancellation);

    /// <summary>Closes one report and leaves the item as it is.</summary>
    public async Task<ActionResult> DismissAsync(Actor actor, Guid reportId, string reason, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var report = await hub.Reports.AsNoTracking().FirstOrDefaultAsync(r => r.Id == reportId && r.State == ReportState.Open, cancellation);
        var target = report is null ? new ModerationTarget(TargetKind.Concept, Guid.Empty) : new ModerationTarget(report.TargetKind, report.TargetId);
        return await ActAsync(actor, "dismiss report", target, reason, acting =>
            CloseAsync(acting, acting.Reports.Where(r => r.Id == reportId), ReportState.Dismissed, cancellation), cancellation);
    }

    private async Task<ActionResult> ActAsync(Actor actor, string action, ModerationTarget target, string reason, Func<HubDbContext, Task<int>> change, CancellationToken cancellation)
    {
        if (!actor.CanModerate) return new ActionResult.NotAllowed();
        if (string.IsNullOrWhiteSpace(reason)) return new ActionResult.Refused("Please give a reason; the owner will read it.");
        if (reason.Length > LongestText) return new ActionResult.Refused($"The reason has {reason.Length} characters; {LongestText} is the most.");

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await ModerationQueue.ProblemAsync(hub, actor, target, clock.GetUtcNow(), cancellation) is { } taken) return new ActionResult.Refused(taken);
        if (await change(hub) == 0) return new ActionResult.NotFound();
        hub.Audit.Add(AuditEntry.By(actor, clock.GetUtcNow(), action, $"{target.Kind} {target.Id}", reason.Trim()));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    private async Task TellOwnerAsync(HubDbContext hub, ModerationTarget target, NoticeKind kind, string reason, CancellationToken cancellation)
    {
        var item = (await ModerationItems.DescribeAsync(hub, [target.Id], cancellation)).Single();
        hub.Notices.Add(new Notice { MemberId = item.OwnerId, Kind = kind, ConceptId = item.Page?.ConceptId, CommentId = target.Kind == TargetKind.Comment ? target.Id : null, Title = item.Title, Text = reason.Trim(), CreatedAt = clock.GetUtcNow() });
    }

    private Task<int> CloseAsync(HubDbContext hub, IQueryable<Report> reports, ReportState state, CancellationToken cancellation)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        return reports.Where(r => r.State == ReportState.Open)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.State, state).SetProperty(r => r.ClosedAt, now), cancellation);
    }
}
