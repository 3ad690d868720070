using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Comments put together to threads, as a viewer sees them.</summary>
internal static class CommentThreads
{
    /// <summary>The threads that begin with these comments, in the same order.</summary>
    public static async Task<IReadOnlyList<CommentThread>> ReadAsync(HubDbContext hub, IReadOnlyList<Guid> firsts, Actor? viewer, CancellationToken cancellation)
    {
        var viewerId = viewer?.Id;
        var moderates = viewer?.CanModerate ?? false;
        var comments = await hub.Comments.Where(c => firsts.Contains(c.ThreadId)).OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).Select(c => new CommentInfo
        {
            Id = c.Id,
            ConceptId = c.ConceptId,
            ThreadId = c.ThreadId,
            AnswersId = c.AnswersId,
            AuthorId = c.AuthorId,
            AuthorName = c.Author.UserName ?? "",
            AuthorDisplayName = c.Author.DisplayName,
            Text = c.Text,
            Standing = c.DeletedAt != null ? CommentStanding.Deleted : c.HiddenReason == null || moderates || c.AuthorId == viewerId ? CommentStanding.Shown : CommentStanding.Hidden,
            HiddenReason = c.HiddenReason,
            CreatedAt = c.CreatedAt,
            EditedAt = c.EditedAt,
        }).ToListAsync(cancellation);
        var threads = comments.ToLookup(c => c.ThreadId);
        return [.. firsts.Select(first => ThreadOf(threads[first].ToDictionary(c => c.Id)))];
    }

    /// <summary>Removes what is deleted and carries no answer, as long as there is any.</summary>
    public static async Task ClearAsync(HubDbContext hub, Guid threadId, CancellationToken cancellation)
    {
        int removed;
        do removed = await hub.Comments.Where(c => c.ThreadId == threadId && c.DeletedAt != null && !hub.Comments.Any(a => a.AnswersId == c.Id)).ExecuteDeleteAsync(cancellation);
        while (removed > 0);
    }

    private static CommentThread ThreadOf(Dictionary<Guid, CommentInfo> comments)
    {
        // Of what is not shown, only what something shown stands on.
        var kept = new HashSet<Guid>();
        foreach (var shown in comments.Values.Where(c => c.Standing == CommentStanding.Shown))
        {
            var at = shown;
            while (at is not null && kept.Add(at.Id)) at = at.AnswersId is { } id ? comments[id] : null;
        }

        var infos = comments.Values.Where(c => kept.Contains(c.Id)).Select(c => Seen(c, comments)).ToList();
        return new CommentThread(infos.Single(c => c.AnswersId is null), [.. infos.Where(c => c.AnswersId is not null)]);
    }

    private static CommentInfo Seen(CommentInfo comment, Dictionary<Guid, CommentInfo> thread)
    {
        if (comment.Standing != CommentStanding.Shown) return comment with { AuthorId = Guid.Empty, AuthorName = "", AuthorDisplayName = "", Text = "", HiddenReason = null, EditedAt = null };
        var answered = comment.AnswersId is { } id && id != comment.ThreadId ? thread[id] : null;
        return comment with { AnsweredName = answered?.Standing == CommentStanding.Shown ? answered.AuthorName : null };
    }
}
