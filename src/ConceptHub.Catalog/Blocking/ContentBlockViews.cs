using System.Diagnostics;

namespace ConceptHub.Catalog;

/// <summary>File: exactly these bytes. Numbers: the tensors of an adapter or a LoRA, in whatever file. Picture: what looks like it.</summary>
public enum ContentBlockKind { File, Numbers, Picture }

/// <summary>What is to be blocked, and why.</summary>
/// <param name="Hash">64 hexadecimal digits; see <see cref="ContentBlockKind"/>.</param>
/// <param name="Title">Where it was seen, such as a concept's name; may be empty.</param>
/// <param name="Grounds">What uploaders read.</param>
/// <param name="Note">For moderators only; may be empty.</param>
public sealed record ContentBlockDraft(ContentBlockKind Kind, string Hash, string Title, Grounds Grounds, string Note);

/// <summary>Which blocks to show.</summary>
public sealed record ContentBlockQuery
{
    /// <summary>Part of a hash, a title, a ground or a note.</summary>
    public string Text { get; init; } = "";
    public ContentBlockKind? Kind { get; init; }

    /// <summary>Lifted ones too.</summary>
    public bool WithLifted { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;
}

/// <param name="ModeratorName">Empty when they left.</param>
/// <param name="LiftedAt">Null while it holds.</param>
public sealed record ContentBlockInfo(Guid Id, ContentBlockKind Kind, string Hash, string Title, string Ground, string Note, string ModeratorName, DateTimeOffset At, DateTimeOffset? LiftedAt, string LiftedReason);

/// <summary>A block and what of the hub it fits.</summary>
/// <param name="Matches">Items that others see, nearest first, up to <see cref="BlockMatches.Most"/>.</param>
/// <param name="Uncompared">Files whose hashes are not taken yet: more may be found later.</param>
public sealed record ContentBlockFile(ContentBlockInfo Block, IReadOnlyList<BlockMatch> Matches, int Uncompared);

/// <summary>An item that a block fits.</summary>
/// <param name="Pictures">Of a concept: the pictures that it shows; none when it is the adapter.</param>
/// <param name="Distance">Bits that differ from a blocked picture; null for anything else.</param>
public sealed record BlockMatch(ReportedItem Item, IReadOnlyList<Guid> Pictures, int? Distance);

/// <summary>Something of an item that can be blocked.</summary>
/// <param name="Version">Of a concept's adapter; null for pictures.</param>
/// <param name="Blob">The picture; null for adapters.</param>
public sealed record BlockableHash(ContentBlockKind Kind, string Hash, int? Version, string? Blob);

/// <summary>What can be blocked of an item.</summary>
public sealed record BlockableItem(ModerationTarget Target, string Title, IReadOnlyList<BlockableHash> Hashes);

/// <summary>What came of acting on all matches.</summary>
/// <param name="Done">How many items.</param>
/// <param name="Problems">A sentence for each that was left as it is.</param>
public sealed record TakeDownResult(int Done, IReadOnlyList<string> Problems);

/// <summary>Answer to a new block.</summary>
public abstract record AddBlockResult
{
    private AddBlockResult() { }

    public sealed record Added(Guid Id) : AddBlockResult;

    /// <summary>The same is blocked already.</summary>
    public sealed record Already(Guid Id) : AddBlockResult;

    public sealed record NotAllowed : AddBlockResult;

    public sealed record Refused(string Sentence) : AddBlockResult;

    public T Match<T>(Func<Added, T> added, Func<Already, T> already, Func<NotAllowed, T> notAllowed, Func<Refused, T> refused) => this switch
    {
        Added it => added(it),
        Already it => already(it),
        NotAllowed it => notAllowed(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>A file's hash, to be blocked.</summary>
public abstract record HashResult
{
    private HashResult() { }

    public sealed record Taken(string Hash) : HashResult;

    public sealed record Refused(string Sentence) : HashResult;

    public T Match<T>(Func<Taken, T> taken, Func<Refused, T> refused) => this switch
    {
        Taken it => taken(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
