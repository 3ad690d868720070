using System.Diagnostics;
using System.Text.Json;

namespace ConceptHub.Catalog;

/// <summary>One line that is written once and never changed.</summary>
/// <param name="Number">Lines are counted in the order of writing.</param>
/// <param name="Hash">Over the line and the hash of the one before.</param>
public sealed record AuditLine(long Number, DateTimeOffset At, Guid ActorId, string ActorName, string Action, string Target, string Reason, string Hash)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line as one line of JSON, with everything that its hash is made of.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(new { number = Number, at = AuditEntry.Moment(At), actorId = ActorId, actor = ActorName, action = Action, target = Target, reason = Reason, hash = Hash }, Options);
}

/// <summary>What to look for in the audit; empty fields let everything through, case does not count.</summary>
public sealed record AuditQuery
{
    /// <summary>Part of the name of who did it.</summary>
    public string Actor { get; init; } = "";

    /// <summary>Part of what was done.</summary>
    public string Action { get; init; } = "";

    /// <summary>Part of to what it was done, such as an id or a member's name.</summary>
    public string Target { get; init; } = "";

    /// <summary>Part of the reason.</summary>
    public string Text { get; init; } = "";

    /// <summary>Only lines before this number; null begins with the newest.</summary>
    public long? Before { get; init; }
}

/// <param name="Lines">Newest first.</param>
/// <param name="Older">Where older ones begin (<see cref="AuditQuery.Before"/>); null when these are the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditLine> Lines, long? Older);

/// <summary>What reading the whole chain showed.</summary>
public abstract record AuditProof
{
    private AuditProof() { }

    /// <param name="Lines">How many there are.</param>
    /// <param name="Head">The newest hash. Whoever keeps it elsewhere can tell later that nothing was cut off; empty without lines.</param>
    public sealed record Whole(long Lines, string Head) : AuditProof;

    /// <param name="Number">The first line whose hash does not fit to it and to the line before.</param>
    public sealed record Broken(long Number) : AuditProof;

    public T Match<T>(Func<Whole, T> whole, Func<Broken, T> broken) => this switch
    {
        Whole it => whole(it),
        Broken it => broken(it),
        _ => throw new UnreachableException(),
    };
}
