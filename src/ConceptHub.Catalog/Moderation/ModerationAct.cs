using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>One act of a moderator: who may, the change, the line in the audit, and what the owner is told, all in one transaction.</summary>
/// <param name="Name">What the audit calls it.</param>
/// <param name="Decision">What it is to the item's owner; null when the item stays as it is.</param>
internal sealed record ModerationAct(Actor Actor, string Name, ModerationTarget Target, Grounds Grounds, DecisionAction? Decision)
{
    internal const string Suspended = "Your account is suspended; you can decide nothing now.";

    /// <summary>What a change came to, and in words what was before and after.</summary>
    public sealed record Change(ActionResult Result, string Detail = "")
    {
        /// <summary>What it takes to take it back, where the action alone does not say it.</summary>
        public Undo Undo { get; init; } = new();

        public static Change Done(string detail = "") => new(new ActionResult.Done(), detail);

        public static Change NotFound { get; } = new(new ActionResult.NotFound());

        public static Change Refused(string sentence) => new(new ActionResult.Refused(sentence));

        /// <summary>Of how many rows changed.</summary>
        public static Change Of(int rows) => rows == 0 ? NotFound : Done();
    }

    public async Task<ActionResult> RunAsync(IDbContextFactory<HubDbContext> hubs, SanctionOptions options, DateTimeOffset now, Func<HubDbContext, Task<Change>> change, CancellationToken cancellation)
    {
        if (!Actor.CanModerate) return new ActionResult.NotAllowed();
        if (Grounds.Problem is { } problem) return new ActionResult.Refused(problem);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await ModerationQueue.ProblemAsync(hub, Actor, Target, now, cancellation) is { } taken) return new ActionResult.Refused(taken);
        if (await Members.IsSuspendedAsync(hub, Actor, cancellation)) return new ActionResult.Refused(Suspended);
        if (await PointsProblemAsync(hub, cancellation) is { } protection) return new ActionResult.Refused(protection);
        var changed = await change(hub);
        if (changed.Result is not ActionResult.Done) return changed.Result;
        await hub.SaveChangesAsync(cancellation);
        hub.Audit.Add(AuditEntry.By(Actor, now, Name, $"{Target.Kind} {Target.Id}", changed.Detail.Length == 0 ? Grounds.Sentence : $"{changed.Detail} {Grounds.Sentence}"));
        var decision = Decision is { } action ? await TellOwnerAsync(hub, action, changed, now, cancellation) : null;
        await hub.SaveChangesAsync(cancellation);
        if (decision is not null && Grounds.Points > 0) await new SanctionDesk(hub, options, Actor, now, cancellation).StrikeAsync(decision, Grounds.Points);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return changed.Result;
    }

    // Points come with what is decided against an item, and not to whom nobody may limit.
    private async Task<string?> PointsProblemAsync(HubDbContext hub, CancellationToken cancellation)
    {
        if (Grounds.Points == 0) return null;
        if (Decision is not { } action || DecisionActions.Kind.Contains(action)) return "Points come with a decision against an item only.";
        return await ModerationItems.OwnerAsync(hub, Target, cancellation) is { } owner ? await SanctionDesk.ProtectionAsync(hub, Actor, owner, cancellation) : null;
    }

    private async Task<Decision> TellOwnerAsync(HubDbContext hub, DecisionAction action, Change changed, DateTimeOffset now, CancellationToken cancellation)
    {
        var detail = changed.Detail;
        var item = (await ModerationItems.DescribeAsync(hub, [Target.Id], cancellation)).Single();
        var decision = new Decision
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
            Undo = changed.Undo,
            At = now,
        };
        hub.Decisions.Add(decision);
        hub.Notices.Add(new Notice
        {
            MemberId = item.OwnerId,
            Kind = action switch { DecisionAction.Hide => NoticeKind.Hidden, DecisionAction.Restore => NoticeKind.Restored, DecisionAction.Approve => NoticeKind.Approved, DecisionAction.Refuse => NoticeKind.NotApproved, _ => NoticeKind.Moderated },
            ConceptId = item.Page?.ConceptId,
            CommentId = Target.Kind == TargetKind.Comment ? Target.Id : null,
            Title = item.Title,
            Text = string.Join(' ', new[] { detail, Grounds.Sentence, Grounds.Points > 0 ? $"It brought you {SanctionDesk.Points(Grounds.Points)}." : "" }.Where(part => part.Length > 0)),
            CreatedAt = now,
        });
        return decision;
    }
}
