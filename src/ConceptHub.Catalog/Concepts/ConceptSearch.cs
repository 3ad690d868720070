using ConceptHub.BlockLora;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

public enum ConceptSort { Best, Trending, Newest, MostUsed, MostRecipes, BestRated, Name, BestKept }

/// <summary>What a visitor looks for. Empty text finds everything; nothing chosen in a facet means all of it.</summary>
public sealed record ConceptQuery
{
    /// <summary>Words of name, trigger word, class word, tags, description, looks or creator; all must be there, each at least begun.</summary>
    public string Text { get; init; } = "";
    public IReadOnlyCollection<ConceptKind> Kinds { get; init; } = [];
    public IReadOnlyCollection<AgeRating> Ratings { get; init; } = [];

    /// <summary>Hashes.</summary>
    public IReadOnlyCollection<string> BaseModels { get; init; } = [];

    /// <summary>All of these must be there.</summary>
    public IReadOnlyCollection<string> Tags { get; init; } = [];

    /// <summary>All of these must be granted.</summary>
    public IReadOnlyCollection<Permission> Permissions { get; init; } = [];

    /// <summary>Only what shares no block with these concepts, nor is one of them: what fits in a recipe.</summary>
    public IReadOnlyCollection<Guid> FitsBeside { get; init; } = [];

    /// <summary>User name of a creator, to list one member's concepts.</summary>
    public string? Creator { get; init; }

    /// <summary><see cref="ConceptSort.Best"/> goes by where the words are (whole name, name, tags, anywhere) and then by trend; without text it is newest.</summary>
    public ConceptSort Sort { get; init; } = ConceptSort.Best;

    /// <summary>From 1 to <see cref="ConceptSearch.MostPages"/>; beyond the end gives an empty page.</summary>
    public int Page { get; init; } = 1;

    /// <summary>All pages up to this one instead of it alone.</summary>
    public bool IsUpToPage { get; init; }
}

/// <summary>One page of a longer list.</summary>
public sealed record PageOf<T>(IReadOnlyList<T> Items, int Total, int Page, int PageSize)
{
    public int Pages => Math.Max(1, (Total + PageSize - 1) / PageSize);
}

/// <param name="Name">A tag, or a base model's hash.</param>
public sealed record NamedCount(string Name, int Count);

/// <summary>How many there are for each choice: of kind, rating and base model with all other filters, of tags and permissions among what is found.</summary>
public sealed record ConceptFacets
{
    public IReadOnlyDictionary<ConceptKind, int> Kinds { get; init; } = new Dictionary<ConceptKind, int>();
    public IReadOnlyDictionary<AgeRating, int> Ratings { get; init; } = new Dictionary<AgeRating, int>();
    public IReadOnlyDictionary<Permission, int> Permissions { get; init; } = new Dictionary<Permission, int>();
    public IReadOnlyList<NamedCount> BaseModels { get; init; } = [];

    /// <summary>The chosen ones, then the most frequent.</summary>
    public IReadOnlyList<NamedCount> Tags { get; init; } = [];
}

/// <summary>A page of cards, and what there is to choose from.</summary>
/// <param name="Suggestion">The text as it was probably meant, when it finds nothing as it stands.</param>
public sealed record FoundConcepts(PageOf<ConceptCard> Cards, ConceptFacets Facets, string? Suggestion = null)
{
    public static FoundConcepts Nothing { get; } = new(new PageOf<ConceptCard>([], 0, 1, ConceptSearch.PageSize), new ConceptFacets());
}

/// <summary>Finds published concepts by words and facets: the words in the database's full text, everything else in <see cref="ConceptIndex"/>.</summary>
public sealed class ConceptSearch(IDbContextFactory<HubDbContext> hubs) : IDisposable
{
    public const int PageSize = 24, MostPages = 1_000;
    public const int MostSimilar = 6;
    private const int MostWords = 12;

    private readonly ConceptIndex _index = new();

    public async Task<FoundConcepts> FindAsync(ConceptQuery query, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await _index.RefreshAsync(hub, cancellation);
        query = query with { Page = Math.Clamp(query.Page, 1, MostPages), Text = query.Text.Trim() };
        if (await AskAsync(hub, query, null, cancellation) is not { } asked) return FoundConcepts.Nothing;

        var answer = _index.Answer(asked);
        var page = new PageOf<ConceptCard>(await CardsAsync(hub, answer.Page, cancellation), answer.Total, query.Page, PageSize);
        var isLost = asked.Hits is { Count: 0 };
        return new FoundConcepts(page, answer.Facets, isLost ? await ConceptSuggestions.ForAsync(hub, Words(query.Text), cancellation) : null);
    }

    /// <summary>Published concepts that look most like another, nearest first; at most <see cref="MostSimilar"/>, and none while nobody looked at its pictures.</summary>
    public async Task<IReadOnlyList<ConceptCard>> SimilarAsync(Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await _index.RefreshAsync(hub, cancellation);
        var row = await hub.Concepts.Where(c => c.Id == id).Select(c => c.Row).FirstOrDefaultAsync(cancellation);
        var similar = _index.Similar(row, MostSimilar);
        return similar.Count == 0 ? [] : await CardsAsync(hub, similar, cancellation);
    }

    /// <summary>How many of what came lately a query finds.</summary>
    internal async Task<int> CountAsync(ConceptQuery query, NewRows rows, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await _index.RefreshAsync(hub, cancellation);
        return await AskAsync(hub, query, rows, cancellation) is { } asked ? _index.Answer(asked).Total : 0;
    }

    public void Dispose() => _index.Dispose();

    private static async Task<IReadOnlyList<ConceptCard>> CardsAsync(HubDbContext hub, IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var cards = await hub.Concepts.Where(c => ids.Contains(c.Id)).Select(Concepts.Card).ToDictionaryAsync(card => card.Id, cancellation);
        return [.. ids.Where(cards.ContainsKey).Select(id => cards[id])];
    }

    // Null where nothing can be found: no such creator.
    private static async Task<IndexQuery?> AskAsync(HubDbContext hub, ConceptQuery query, NewRows? rows, CancellationToken cancellation)
    {
        Guid? owner = null;
        if (query.Creator is { } creator)
        {
            var name = creator.ToUpperInvariant();
            if (await hub.Users.Where(m => m.NormalizedUserName == name).Select(m => (Guid?)m.Id).FirstOrDefaultAsync(cancellation) is not { } id) return null;
            owner = id;
        }

        var words = Words(query.Text);
        return new IndexQuery
        {
            Asked = query,
            Owner = owner,
            New = rows,
            Hits = words.Count > 0 ? await hub.HitsAsync(words, rows?.Above ?? 0, cancellation) : null,
            Beside = query.FitsBeside.Count == 0 ? [] : await hub.Concepts.Where(c => query.FitsBeside.Contains(c.Id)).Select(c => c.Row).ToListAsync(cancellation),
        };
    }

    // Letters and digits only, as the index cuts words too; more words than this find nothing better.
    internal static IReadOnlyList<string> Words(string text) =>
        [.. new string([.. text.Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MostWords)];
}
