namespace ConceptHub.Diffusion.Caches;

/// <summary>Something that is kept to save work, and the part of a <see cref="MemoryBudget"/> that it may take.</summary>
/// <param name="Name">For figures.</param>
/// <param name="Part">0 to 1; those of all shares are 1 together.</param>
public sealed record CacheShare(string Name, double Part)
{
    /// <summary>Adapters that were read and checked.</summary>
    public static CacheShare Adapters { get; } = new("adapters", 0.3);

    /// <summary>What the text encoder said to prompts. Half a megabyte a drawing in Stable Diffusion 1.5.</summary>
    public static CacheShare Texts { get; } = new("texts", 0.05);

    /// <summary>Rows of recipes as merging would write them. 60 MB a concept in Stable Diffusion 1.5.</summary>
    public static CacheShare Rows { get; } = new("rows", 0.4);

    /// <summary>Rows of the recipes that are drawn together, stacked.</summary>
    public static CacheShare Stacks { get; } = new("stacks", 0.1);

    /// <summary>What foretells a concept's conflicts.</summary>
    public static CacheShare Profiles { get; } = new("profiles", 0.14);

    /// <summary>Forecasts of two concepts.</summary>
    public static CacheShare Pairs { get; } = new("pairs", 0.01);

    public static IReadOnlyList<CacheShare> All { get; } = [Adapters, Texts, Rows, Stacks, Profiles, Pairs];
}
