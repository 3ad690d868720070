using System.Diagnostics;

namespace ConceptHub.Catalog;

/// <summary>Who may open a recipe or a collection: its maker, whoever has the link, or everybody, who also finds it in lists.</summary>
public enum RecipeVisibility { Private, Unlisted, Public }

/// <summary>One tile of a list of recipes.</summary>
public sealed record RecipeCard
{
    public required Guid Id { get; init; }
    public required string Title { get; init; }
    public required Guid MakerId { get; init; }

    /// <summary>User name, as in <c>/u/{name}</c>.</summary>
    public required string MakerName { get; init; }
    public required string MakerDisplayName { get; init; }

    /// <summary>Blob of the cover, if there is one that may be shown.</summary>
    public required string? Cover { get; init; }

    /// <summary>A concept in it is for adults: the cover is blurred until whoever looks asks for it.</summary>
    public required bool IsForAdults { get; init; }
    public required RecipeVisibility Visibility { get; init; }

    /// <summary>Set while a moderator hides it; then only its maker and moderators see it.</summary>
    public required string? HiddenReason { get; init; }

    /// <summary>Names of the concepts that take part and are still there, in the recipe's order.</summary>
    public required IReadOnlyList<string> ConceptNames { get; init; }

    /// <summary>Public recipes that were made from this one.</summary>
    public required int Remixes { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The page of a recipe.</summary>
public sealed record RecipeDetails
{
    public required RecipeCard Card { get; init; }
    public required string Description { get; init; }
    public required PictureSettings Settings { get; init; }
    public required IReadOnlyList<RecipeEntry> Entries { get; init; }

    /// <summary>The picture that is the cover; null when there is none.</summary>
    public required Guid? CoverId { get; init; }
}

/// <summary>A recipe to be saved.</summary>
public sealed record RecipeDraft
{
    public required RecipeWords Words { get; init; }
    public required PictureSettings Settings { get; init; }
    public required IReadOnlyList<RecipeEntry> Entries { get; init; }

    /// <summary>The recipe that it was made from, if any.</summary>
    public Guid? ParentId { get; init; }
}

/// <summary>What a maker may change about a saved recipe.</summary>
/// <param name="Title">2 to 80 characters.</param>
/// <param name="Description">Up to 4000 characters.</param>
/// <param name="CoverId">One of the maker's own pictures that was drawn with exactly this recipe; null for none.</param>
public sealed record RecipeWords(string Title, string Description, RecipeVisibility Visibility, Guid? CoverId);

/// <summary>Answer to saving a recipe.</summary>
public abstract record SaveRecipeResult
{
    private SaveRecipeResult() { }

    public sealed record Saved(Guid Id) : SaveRecipeResult;

    public sealed record Refused(IReadOnlyList<string> Problems) : SaveRecipeResult;

    public T Match<T>(Func<Saved, T> saved, Func<Refused, T> refused) => this switch
    {
        Saved it => saved(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}
