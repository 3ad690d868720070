using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Catalog;

/// <summary>A person (or the built-in <c>concepthub</c>, who owns the seed concepts and cannot sign in).</summary>
public sealed class Member : IdentityUser<Guid>
{
    /// <summary>Shown beside concepts and pictures; empty means: show the user name.</summary>
    public string DisplayName { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Set while the member may look but not submit, publish or report.</summary>
    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>Set once the member deleted their account; the row stays for what others still refer to.</summary>
    public DateTimeOffset? LeftAt { get; set; }

    /// <summary>When one of the member's jobs last went to a worker: whoever waits longest is served next.</summary>
    public DateTimeOffset? LastServedAt { get; set; }
}
