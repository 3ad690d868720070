using System.Diagnostics;

namespace ConceptHub.Catalog;

/// <summary>One tile of a list of collections.</summary>
public sealed record CollectionCard
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required Guid OwnerId { get; init; }

    /// <summary>User name, as in <c>/u/{name}</c>.</summary>
    public required string OwnerName { get; init; }
    public required string OwnerDisplayName { get; init; }
    public required RecipeVisibility Visibility { get; init; }

    /// <summary>Set while a moderator hides it; then only its owner and moderators see it.</summary>
    public required string? HiddenReason { get; init; }

    /// <summary>How many of its concepts everybody sees.</summary>
    public required int Concepts { get; init; }

    /// <summary>Blob of the first picture in it that is not for adults only.</summary>
    public required string? Cover { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
}

/// <summary>The page of a collection.</summary>
public sealed record CollectionDetails
{
    public required CollectionCard Card { get; init; }
    public required string Description { get; init; }

    /// <summary>In the owner's order; hidden and deleted ones are left out, whoever looks.</summary>
    public required PageOf<ConceptCard> Concepts { get; init; }

    /// <summary>What the composer begins with: the newest versions of as many as a recipe holds, each as strong as recommended.</summary>
    public required IReadOnlyList<RecipeEntry> Recipe { get; init; }
}

/// <summary>A concept of a collection as its owner puts it in order.</summary>
/// <param name="Cover">Blob; null for a concept that is not published any more.</param>
public sealed record CollectionItem(Guid ConceptId, string Name, string Slug, string? Cover, ConceptState State);

/// <summary>A member's collection, as it is offered beside a concept.</summary>
/// <param name="IsIn">The concept is in it.</param>
public sealed record CollectionChoice(Guid Id, string Name, bool IsIn);

/// <summary>What an owner says about a collection.</summary>
/// <param name="Name">2 to 60 characters.</param>
/// <param name="Description">Up to 4000 characters of Markdown.</param>
public sealed record CollectionWords(string Name, string Description, RecipeVisibility Visibility);

/// <summary>Answer to a new collection.</summary>
public abstract record CreateCollectionResult
{
    private CreateCollectionResult() { }

    public sealed record Created(Guid Id) : CreateCollectionResult;

    public sealed record Refused(string Sentence) : CreateCollectionResult;

    public T Match<T>(Func<Created, T> created, Func<Refused, T> refused) => this switch
    {
        Created it => created(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
