using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Catalog;

/// <summary>A person (or the built-in <c>concepthub</c>, who owns the seed concepts and cannot sign in).</summary>
public sealed class Member : IdentityUser<Guid>
{
    /// <summary>Shown beside concepts and pictures; empty means: show the user name.</summary>
    public string DisplayName { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Since when the member may look but not submit, publish or report; read it with <see cref="SuspendedUntil"/>. It says what the member's <see cref="Sanction"/>s come to, so that every write asks one row.</summary>
    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>When the suspension ends by itself; null for one without an end.</summary>
    public DateTimeOffset? SuspendedUntil { get; set; }

    /// <summary>Set while the member, who is suspended without an end then, may see nothing but what was decided about them.</summary>
    public DateTimeOffset? BannedAt { get; set; }

    /// <summary>Since when the member may read and draw, but not comment, review, report or show pictures.</summary>
    public DateTimeOffset? MutedAt { get; set; }

    /// <summary>When the mute ends by itself; null for one without an end.</summary>
    public DateTimeOffset? MutedUntil { get; set; }

    /// <summary>Set once the member deleted their account; the row stays for what others still refer to.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>When one of the member's jobs last went to a worker: whoever waits longest is served next.</summary>
    public DateTimeOffset? LastServedAt { get; set; }

    public bool IsSuspended(DateTimeOffset now) => SuspendedAt is not null && !(SuspendedUntil <= now);

    public bool IsMuted(DateTimeOffset now) => MutedAt is not null && !(MutedUntil <= now);
}
