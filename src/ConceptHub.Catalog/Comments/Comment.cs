using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>A comment on a concept, or an answer to one.</summary>
internal sealed class Comment : Remark
{
    /// <summary>The comment that the thread begins with; its own id where it is that one.</summary>
    public required Guid ThreadId { get; init; }

    /// <summary>What it answers; null where a thread begins.</summary>
    public required Guid? AnswersId { get; init; }

    /// <summary>Set when its writer deleted it and answers stand on it; nothing is left of its text then.</summary>
    public DateTimeOffset? DeletedAt { get; set; }
}

internal sealed class CommentMap : IEntityTypeConfiguration<Comment>
{
    public void Configure(EntityTypeBuilder<Comment> comment)
    {
        comment.ToTable("Comments");
        comment.HasOne(c => c.Concept).WithMany().HasForeignKey(c => c.ConceptId);
        comment.HasOne(c => c.Author).WithMany().HasForeignKey(c => c.AuthorId);
        comment.HasOne<Comment>().WithMany().HasForeignKey(c => c.AnswersId).OnDelete(DeleteBehavior.Restrict);
        comment.HasIndex(c => new { c.ConceptId, c.CreatedAt });
        comment.HasIndex(c => new { c.AuthorId, c.CreatedAt });
        comment.HasIndex(c => c.ThreadId);
    }
}
