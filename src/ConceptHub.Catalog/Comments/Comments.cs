using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Comments of members on concepts, in threads of one level: an answer to an answer stands in the same thread.</summary>
public sealed class Comments(IDbContextFactory<HubDbContext> hubs, QuotaLimits quotas, TimeProvider clock)
{
    public const int PageSize = 10, LongestText = Remarks.LongestText, MostPerHour = 20, MostMentions = 10;
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public async Task<CommentBoard> OfAsync(Guid conceptId, Actor? viewer, int page, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var threads = ThreadsOf(hub, conceptId, viewer);
        page = Math.Max(1, page);
        var total = await threads.CountAsync(cancellation);
        var firsts = await threads.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Skip((page - 1) * PageSize).Take(PageSize).Select(c => c.Id).ToListAsync(cancellation);
        var items = await CommentThreads.ReadAsync(hub, firsts, viewer, cancellation);
        var count = await VisibleTo(hub, viewer).CountAsync(c => c.ConceptId == conceptId, cancellation);
        var right = viewer is null ? CommentRight.Guest
            : await hub.Concepts.AnyAsync(c => c.Id == conceptId && c.State == ConceptState.Published, cancellation) ? CommentRight.May : CommentRight.Closed;
        var mentioned = await MentionedAsync(hub, items.SelectMany(thread => thread.Answers.Prepend(thread.First)).Select(comment => comment.Text), cancellation);
        return new CommentBoard(new PageOf<CommentThread>(items, total, page, PageSize), count, right, [.. mentioned.Values]);
    }

    /// <summary>The page on which a comment's thread stands for a viewer; the first where there is none.</summary>
    public async Task<int> PageOfAsync(Guid id, Actor? viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var first = await (from comment in hub.Comments
                           where comment.Id == id
                           join beginning in hub.Comments on comment.ThreadId equals beginning.Id
                           select new { beginning.ConceptId, beginning.CreatedAt }).FirstOrDefaultAsync(cancellation);
        return first is null ? 1 : (await ThreadsOf(hub, first.ConceptId, viewer).CountAsync(c => c.CreatedAt > first.CreatedAt, cancellation) / PageSize) + 1;
    }

    public async Task<CommentResult> WriteAsync(Actor actor, Guid conceptId, CommentDraft draft, CancellationToken cancellation)
    {
        var text = Tidy(draft.Text);
        if (TextProblem(text) is { } problem) return new CommentResult.Refused(problem);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (!await Concepts.VisibleTo(hub.Concepts, actor).AnyAsync(c => c.Id == conceptId, cancellation)) return new CommentResult.NotFound();
        if (await RefusalAsync(hub, actor, conceptId, cancellation) is { } refusal) return new CommentResult.Refused(refusal);
        if (await HasteAsync(hub, actor, cancellation) is { } haste) return new CommentResult.Refused(haste);
        var answered = draft.AnswersId is { } id ? await VisibleTo(hub, actor).FirstOrDefaultAsync(c => c.Id == id && c.ConceptId == conceptId, cancellation) : null;
        if (draft.AnswersId is not null && answered is null) return new CommentResult.Refused("The comment that you answer is gone. Your words are still here; send them again to let them stand by themselves.");
        var mentioned = await MentionedAsync(hub, [text], cancellation);
        if (CrowdProblem(mentioned.Count) is { } crowd) return new CommentResult.Refused(crowd);

        var own = Guid.CreateVersion7();
        var comment = new Comment { Id = own, ConceptId = conceptId, ThreadId = answered?.ThreadId ?? own, AnswersId = answered?.Id, AuthorId = actor.Id, Text = text, CreatedAt = clock.GetUtcNow() };
        hub.Comments.Add(comment);
        await CommentNotices.TellAsync(hub, comment, [.. mentioned.Keys], clock.GetUtcNow(), cancellation);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new CommentResult.Written(own);
    }

    /// <summary>Rewrites the actor's own comment; whom it mentions only now is told.</summary>
    public async Task<ActionResult> EditAsync(Actor actor, Guid id, string text, CancellationToken cancellation)
    {
        text = Tidy(text);
        if (TextProblem(text) is { } problem) return new ActionResult.Refused(problem);

        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var comment = await VisibleTo(hub, actor).FirstOrDefaultAsync(c => c.Id == id, cancellation);
        if (comment is null) return new ActionResult.NotFound();
        if (comment.AuthorId != actor.Id) return new ActionResult.NotAllowed();
        if (comment.HiddenReason is not null) return new ActionResult.Refused("A moderator hid this comment; it cannot be changed now.");
        if (await RefusalAsync(hub, actor, comment.ConceptId, cancellation) is { } refusal) return new ActionResult.Refused(refusal);
        var mentioned = await MentionedAsync(hub, [text], cancellation);
        if (CrowdProblem(mentioned.Count) is { } crowd) return new ActionResult.Refused(crowd);

        (comment.Text, comment.EditedAt) = (text, clock.GetUtcNow());
        await CommentNotices.TellAsync(hub, comment, [.. mentioned.Keys], clock.GetUtcNow(), cancellation);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>Where answers stand on the actor's comment, the place stays without its words.</summary>
    public async Task<ActionResult> DeleteAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var comment = await hub.Comments.FirstOrDefaultAsync(c => c.Id == id && c.DeletedAt == null, cancellation);
        if (comment is null) return new ActionResult.NotFound();
        if (comment.AuthorId != actor.Id) return new ActionResult.NotAllowed();
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(Remarks.Suspended);

        (comment.Text, comment.HiddenReason, comment.EditedAt, comment.DeletedAt) = ("", null, null, clock.GetUtcNow());
        await hub.SaveChangesAsync(cancellation);
        await CommentNotices.TakeBackAsync(hub, comment, cancellation);
        await CommentThreads.ClearAsync(hub, comment.ThreadId, cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    internal static IQueryable<Comment> VisibleTo(HubDbContext hub, Actor? viewer) => Remarks.VisibleTo<Comment>(hub, viewer).Where(c => c.DeletedAt == null);

    // The beginnings of threads in which the viewer sees anything.
    private static IQueryable<Comment> ThreadsOf(HubDbContext hub, Guid conceptId, Actor? viewer)
    {
        var visible = VisibleTo(hub, viewer);
        return hub.Comments.Where(c => c.ConceptId == conceptId && c.AnswersId == null && visible.Any(v => v.ThreadId == c.Id));
    }

    private static string Tidy(string text) => text.ReplaceLineEndings("\n").Trim();

    private static string? TextProblem(string text) => text.Length == 0 ? "Please write something first." : Remarks.LengthProblem(text, "comment");

    private static string? CrowdProblem(int mentioned) => mentioned > MostMentions ? $"The comment mentions {mentioned} members; {MostMentions} is the most." : null;

    private static async Task<string?> RefusalAsync(HubDbContext hub, Actor actor, Guid conceptId, CancellationToken cancellation)
    {
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return Remarks.Suspended;
        if (await Members.MuteProblemAsync(hub, actor, cancellation) is { } muted) return muted;
        return await hub.Concepts.AnyAsync(c => c.Id == conceptId && c.State == ConceptState.Published, cancellation) ? null : "The concept is hidden; nothing can be written about it now.";
    }

    private async Task<string?> HasteAsync(HubDbContext hub, Actor actor, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var last = await hub.Comments.Where(c => c.AuthorId == actor.Id).OrderByDescending(c => c.CreatedAt).Skip(MostPerHour - 1).Select(c => (DateTimeOffset?)c.CreatedAt).FirstOrDefaultAsync(cancellation);
        if (last + Hour is not { } free || free <= now)
        {
            var most = quotas.Of(actor).CommentsPerDay;
            return await DayLimits.ProblemAsync(hub.Comments.Where(c => c.AuthorId == actor.Id).Select(c => c.CreatedAt), most, "comment", now, cancellation);
        }

        var minutes = (int)Math.Ceiling((free - now).TotalMinutes);
        return $"You wrote {MostPerHour} comments within an hour, which is the most. Please send this one again in {(minutes == 1 ? "a minute" : $"{minutes} minutes")}.";
    }

    // The members whom texts mention, by their ids.
    private static async Task<Dictionary<Guid, string>> MentionedAsync(HubDbContext hub, IEnumerable<string> texts, CancellationToken cancellation)
    {
        string[] keys = [.. texts.SelectMany(MemberMarkdown.MentionsIn).Select(name => name.ToUpperInvariant()).Distinct()];
        return keys.Length == 0 ? [] : await hub.Users.Where(m => m.NormalizedUserName != null && keys.Contains(m.NormalizedUserName)).ToDictionaryAsync(m => m.Id, m => m.UserName ?? "", cancellation);
    }
}
