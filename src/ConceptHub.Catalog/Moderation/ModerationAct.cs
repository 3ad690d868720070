using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>One act of a moderator: who may, the change, the line in the audit, and what the owner is told, all in one transaction.</summary>
/// <param name="Name">What the audit calls it.</param>
/// <param name="Decision">What it is to the item's owner; null when the item stays as it is.</param>
internal sealed record ModerationAct(Actor Actor, string Name, ModerationTarget Target, Grounds Grounds, DecisionAction? Decision)
{
    /// <summary>What a change came to, and in words what was before and after.</summary>
    public sealed record Change(ActionResult Result, string Detail = "")
    {
        public static Change Done(string detail = "") => new(new ActionResult.Done(), detail);

        public static Change NotFound { get; } = new(new ActionResult.NotFound());

        public static Change Refused(string sentence) => new(new ActionResult.Refused(sentence));

        /// <summary>Of how many rows changed.</summary>
        public static Change Of(int rows) => rows == 0 ? NotFound : Done();
    }

    public async Task<ActionResult> RunAsync(IDbContextFactory<HubDbContext> hubs, DateTimeOffset now, Func<HubDbContext, Task<Change>> change, CancellationToken cancellation)
    {
        if (!Actor.CanModerate) return new ActionResult.NotAllowed();
        if (Grounds.Problem is { } problem) return new ActionResult.Refused(problem);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await ModerationQueue.ProblemAsync(hub, Actor, Target, now, cancellation) is { } taken) return new ActionResult.Refused(taken);
        var changed = await change(hub);
        if (changed.Result is not ActionResult.Done) return changed.Result;
        await hub.SaveChangesAsync(cancellation);
        hub.Audit.Add(AuditEntry.By(Actor, now, Name, $"{Target.Kind} {Target.Id}", changed.Detail.Length == 0 ? Grounds.Sentence : $"{changed.Detail} {Grounds.Sentence}"));
        if (Decision is { } action) await TellOwnerAsync(hub, action, changed.Detail, now, cancellation);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return changed.Result;
    }

    private async Task TellOwnerAsync(HubDbContext hub, DecisionAction action, string detail, DateTimeOffset now, CancellationToken cancellation)
    {
        var item = (await ModerationItems.DescribeAsync(hub, [Target.Id], cancellation)).Single();
        hub.Decisions.Add(new Decision
        {
            Action = action,
            TargetKind = Target.Kind,
            TargetId = Target.Id,
            Title = item.Title,
            OwnerId = item.OwnerId,
            ModeratorId = Actor.Id,
            Code = Grounds.Code,
            Text = Grounds.Sentence,
            Detail = detail,
            At = now,
        });
        hub.Notices.Add(new Notice
        {
            MemberId = item.OwnerId,
            Kind = action switch { DecisionAction.Hide => NoticeKind.Hidden, DecisionAction.Restore => NoticeKind.Restored, DecisionAction.Approve => NoticeKind.Approved, DecisionAction.Refuse => NoticeKind.NotApproved, _ => NoticeKind.Moderated },
            ConceptId = item.Page?.ConceptId,
            CommentId = Target.Kind == TargetKind.Comment ? Target.Id : null,
            Title = item.Title,
            Text = detail.Length == 0 ? Grounds.Sentence : $"{detail} {Grounds.Sentence}",
            CreatedAt = now,
        });
    }
}
