using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Who is told of a comment: whoever it answers, whom it mentions, and the concept's creator; each once, and nobody of their own.</summary>
internal static class CommentNotices
{
    // However often it is rewritten, so that nobody rings at every door with one comment.
    private const int MostTold = Comments.MostMentions + 2;

    /// <summary>Adds the notices that are still to be sent; the caller saves.</summary>
    public static async Task TellAsync(HubDbContext hub, Comment comment, IReadOnlyList<Guid> mentioned, DateTimeOffset now, CancellationToken cancellation)
    {
        var concept = await hub.Concepts.Where(c => c.Id == comment.ConceptId).Select(c => new { c.OwnerId, c.Name }).SingleAsync(cancellation);
        var answered = await hub.Comments.Where(c => c.Id == comment.AnswersId).Select(c => c.AuthorId).ToListAsync(cancellation);
        var told = await hub.Notices.Where(n => n.CommentId == comment.Id).Select(n => n.MemberId).ToListAsync(cancellation);
        (Guid MemberId, NoticeKind Kind)[] wished =
            [.. answered.Select(id => (id, NoticeKind.Answer)), .. mentioned.Select(id => (id, NoticeKind.Mention)), (concept.OwnerId, NoticeKind.Comment)];
        var due = wished.DistinctBy(it => it.MemberId).Where(it => it.MemberId != comment.AuthorId && !told.Contains(it.MemberId)).Take(MostTold - told.Count);
        hub.Notices.AddRange(due.Select(it => new Notice { MemberId = it.MemberId, Kind = it.Kind, ActorId = comment.AuthorId, ConceptId = comment.ConceptId, CommentId = comment.Id, Title = concept.Name, CreatedAt = now }));
    }

    /// <summary>Takes back what was told of a comment.</summary>
    public static Task TakeBackAsync(HubDbContext hub, Comment comment, CancellationToken cancellation) =>
        hub.Notices.Where(n => n.CommentId == comment.Id && n.MemberId != comment.AuthorId).ExecuteDeleteAsync(cancellation);
}
