using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

public enum ConceptSort { Best, Newest, Name, MostUsed }

/// <summary>What a visitor looks for. Empty text finds everything; no kinds means all kinds.</summary>
public sealed record ConceptQuery
{
    public string Text { get; init; } = "";
    public IReadOnlyCollection<ConceptKind> Kinds { get; init; } = [];

    /// <summary>User name of a creator, to list one member's concepts.</summary>
    public string? Creator { get; init; }

    /// <summary><see cref="ConceptSort.Best"/> is relevance, and newest without text.</summary>
    public ConceptSort Sort { get; init; } = ConceptSort.Best;

    /// <summary>From 1; beyond the end gives an empty page.</summary>
    public int Page { get; init; } = 1;
}

/// <summary>One page of a longer list.</summary>
public sealed record PageOf<T>(IReadOnlyList<T> Items, int Total, int Page, int PageSize)
{
    public int Pages => Math.Max(1, (Total + PageSize - 1) / PageSize);
}

/// <summary>A page of cards, and how many there are of each kind for the same text.</summary>
public sealed record FoundConcepts(PageOf<ConceptCard> Cards, IReadOnlyDictionary<ConceptKind, int> KindCounts);
