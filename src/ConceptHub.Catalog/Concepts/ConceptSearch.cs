using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

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

/// <summary>Finds published concepts by words, kind and creator.</summary>
public sealed class ConceptSearch(IDbContextFactory<HubDbContext> hubs)
{
    public const int PageSize = 24;
    private const int MostWords = 12;

    public async Task<FoundConcepts> FindAsync(ConceptQuery query, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var words = Words(query.Text);
        var found = from concept in hub.Concepts where concept.State == ConceptState.Published select concept;
        if (query.Creator is { } creator) found = found.Where(c => c.Owner.NormalizedUserName == creator.ToUpperInvariant());
        if (words.Count > 0)
        {
            var matches = hub.MatchConcepts(words).Select(match => match.ConceptId);
            found = found.Where(c => matches.Contains(c.Id));
        }

        var counts = await found.GroupBy(c => c.Kind).Select(kind => new { kind.Key, Count = kind.Count() }).ToDictionaryAsync(kind => kind.Key, kind => kind.Count, cancellation);
        if (query.Kinds.Count > 0) found = found.Where(c => query.Kinds.Contains(c.Kind));

        var page = Math.Max(1, query.Page);
        var total = await found.CountAsync(cancellation);
        var cards = await Sorted(hub, found, query.Sort, words)
            .Skip((page - 1) * PageSize).Take(PageSize).Select(Concepts.Card(hub)).ToListAsync(cancellation);
        return new FoundConcepts(new PageOf<ConceptCard>(cards, total, page, PageSize), counts);
    }

    private static IQueryable<Concept> Sorted(HubDbContext hub, IQueryable<Concept> found, ConceptSort sort, IReadOnlyList<string> words) => sort switch
    {
        ConceptSort.Best when words.Count > 0 =>
            from concept in found
            join match in hub.MatchConcepts(words) on concept.Id equals match.ConceptId
            orderby match.Rank, concept.PublishedAt descending, concept.Id
            select concept,
        ConceptSort.Name => found.OrderBy(c => c.Name).ThenBy(c => c.Id),
        ConceptSort.MostUsed => found.OrderByDescending(c => hub.PictureConcepts.Count(used => used.ConceptId == c.Id)).ThenBy(c => c.Id),
        ConceptSort.Best or ConceptSort.Newest => found.OrderByDescending(c => c.PublishedAt).ThenBy(c => c.Id),
    };

    // Letters and digits only, as the index cuts words too; more words than this find nothing better.
    internal static IReadOnlyList<string> Words(string text) =>
        [.. new string([.. text.Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords)];
}
