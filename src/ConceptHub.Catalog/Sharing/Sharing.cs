namespace ConceptHub.Catalog;

/// <summary>Something whose owner decides who sees it, and that moderators can hide.</summary>
internal interface IShared
{
    Guid OwnerId { get; }
    RecipeVisibility Visibility { get; }
    string? HiddenReason { get; }
}

/// <summary>Who sees what is shared.</summary>
internal static class Sharing
{
    /// <summary>Whoever has the link sees what is public or unlisted; what is hidden is seen by its owner and by moderators, what is private by its owner.</summary>
    public static IQueryable<T> VisibleTo<T>(this IQueryable<T> items, Actor? viewer) where T : class, IShared
    {
        var id = viewer?.Id;
        var moderates = viewer?.CanModerate ?? false;
        return items.Where(it => it.OwnerId == id || (it.Visibility != RecipeVisibility.Private && (it.HiddenReason == null || moderates)));
    }

    /// <summary>What everybody finds.</summary>
    public static IQueryable<T> Listed<T>(this IQueryable<T> items) where T : class, IShared =>
        items.Where(it => it.Visibility == RecipeVisibility.Public && it.HiddenReason == null);
}
