using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>A link that works once; only the hash of its token is kept.</summary>
internal sealed class OneTimeToken
{
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Purpose { get; init; }
    public required string TokenHash { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? UsedAt { get; set; }
    public Guid? UsedBy { get; set; }
}

internal sealed class OneTimeTokenMap : IEntityTypeConfiguration<OneTimeToken>
{
    public void Configure(EntityTypeBuilder<OneTimeToken> token)
    {
        token.ToTable("OneTimeTokens");
        token.HasIndex(t => t.TokenHash).IsUnique();
    }
}
