using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ConceptHub.Catalog;

/// <summary>Written once; the database itself refuses to change or delete it. Each holds the hash of the one before (<see cref="AuditChain"/>).</summary>
internal sealed class AuditEntry
{
    public long Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Guid ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string Action { get; init; }
    public required string Target { get; init; }
    public required string Reason { get; init; }

    /// <summary>SHA-256 in small hexadecimal digits over the fields and the hash of the entry before; empty only until it is saved.</summary>
    public string Hash { get; set; } = "";

    public static AuditEntry By(Actor actor, DateTimeOffset now, string action, string target, string reason) =>
        new() { At = now, ActorId = actor.Id, ActorName = actor.Name, Action = action, Target = Readable(target), Reason = Readable(reason) };

    /// <summary>
    /// SHA-256 over the hash before (empty for the first), the moment, the actor's id and name, the action, the target and the reason:
    /// each as its length in UTF-8 bytes, a colon and the bytes, so that no two entries read alike.
    /// </summary>
    public string HashAfter(string previous)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in new[] { previous, Moment(At), ActorId.ToString(), ActorName, Action, Target, Reason })
        {
            var bytes = Encoding.UTF8.GetBytes(field);
            hash.AppendData(Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + ":"));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // SQLite reads a text to its first zero, so a hash over more would never fit again.
    private static string Readable(string text) => text.Replace("\0", "", StringComparison.Ordinal);

    /// <summary>To a tenth of a microsecond, in UTC: as exported lines say it.</summary>
    public static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}

internal sealed class AuditMap : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.ToTable("Audit");
        entry.Property(e => e.Hash).HasMaxLength(64).HasDefaultValue("");
    }
}
