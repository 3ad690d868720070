using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>A member's own heap of pictures; a picture may lie on several.</summary>
internal sealed class Board
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid OwnerId { get; init; }
    public required string Name { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public List<BoardPicture> Pictures { get; init; } = [];
}

/// <summary>That a picture lies on a board.</summary>
internal sealed class BoardPicture
{
    public required Guid BoardId { get; init; }
    public Board Board { get; init; } = null!;
    public required Guid PictureId { get; init; }
    public Picture Picture { get; init; } = null!;
}

internal sealed class BoardMap : IEntityTypeConfiguration<Board>, IEntityTypeConfiguration<BoardPicture>
{
    public void Configure(EntityTypeBuilder<Board> board)
    {
        board.ToTable("Boards");
        board.Property(b => b.Name).HasMaxLength(Boards.LongestName);
        board.HasOne<Member>().WithMany().HasForeignKey(b => b.OwnerId);
        board.HasIndex(b => new { b.OwnerId, b.Name }).IsUnique();
    }

    public void Configure(EntityTypeBuilder<BoardPicture> on)
    {
        on.ToTable("BoardPictures");
        on.HasKey(o => new { o.BoardId, o.PictureId });
        on.HasOne(o => o.Board).WithMany(b => b.Pictures).HasForeignKey(o => o.BoardId);
        on.HasOne(o => o.Picture).WithMany(p => p.Boards).HasForeignKey(o => o.PictureId);
    }
}
