using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
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

    /// <returns>What stands in the link: 256 random bits.</returns>
    public static string Make() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Removes links whose time is over, used or not.</summary>
    /// <param name="purpose">What their <see cref="Purpose"/> begins with.</param>
    public static Task<int> SweepAsync(HubDbContext hub, string purpose, DateTimeOffset now, CancellationToken cancellation) =>
        hub.Tokens.Where(t => t.Purpose.StartsWith(purpose) && t.ExpiresAt <= now).ExecuteDeleteAsync(cancellation);
}

internal sealed class OneTimeTokenMap : IEntityTypeConfiguration<OneTimeToken>
{
    public void Configure(EntityTypeBuilder<OneTimeToken> token)
    {
        token.ToTable("OneTimeTokens");
        token.HasIndex(t => t.TokenHash).IsUnique();
    }
}
