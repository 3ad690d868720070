using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// What all published concepts are filtered, counted, sorted and compared by, in memory: some 200 bytes each, and what they look like (512 bytes). The database stays the truth: before
/// each answer whatever changed since the last one is read (<see cref="Concept.Change"/>), so several servers may share it.
/// </summary>
internal sealed class ConceptIndex : IDisposable
{
    private const int ReadTogether = 20_000, ShownTags = 24;
    private const float LeastLikeness = 0.2f;   // below it two concepts have nothing in common but chance

    private readonly SemaphoreSlim _reading = new(1);
    private readonly ReaderWriterLockSlim _lock = new();
    private readonly NumberedNames _tags = new(), _baseModels = new();
    private readonly NumberedNames _lookModels = new();
    private readonly List<ConceptFacts> _facts = [];   // by row
    private readonly List<KnownEmbedding> _looks = [];      // by row
    private long _known;

    /// <summary>Reads what is new.</summary>
    public async Task RefreshAsync(HubDbContext hub, CancellationToken cancellation)
    {
        if (await NewestAsync(hub, cancellation) <= Volatile.Read(ref _known)) return;
        await _reading.WaitAsync(cancellation);
        try
        {
            var blocks = await hub.Codebooks.Select(c => new { c.PlanHash, c.Blocks }).Distinct().ToDictionaryAsync(c => c.PlanHash, c => c.Blocks, cancellation);
            while (await ReadAsync(hub, blocks, cancellation)) { }
        }
        finally
        {
            _reading.Release();
        }
    }

    public IndexAnswer Answer(IndexQuery query)
    {
        _lock.EnterReadLock();
        try
        {
            var facts = CollectionsMarshal.AsSpan(_facts);
            var filter = new ConceptFilter(query, facts, _tags, _baseModels);
            var counts = new FacetCounts(_tags.Count, _baseModels.Count);
            var best = new BestOf(query.Asked, _facts);
            var (first, last) = query.New is { } rows ? ((int)rows.Above + 1, (int)Math.Min(rows.UpTo, facts.Length - 1)) : (0, facts.Length - 1);
            if (query.Hits is { } hits)
            {
                foreach (var hit in hits)
                    if (hit.Row >= first && hit.Row <= last) Look(in facts[(int)hit.Row], new Candidate((int)hit.Row, Rank(hit, facts, query.Asked.Text)));
            }
            else
            {
                for (var row = first; row <= last; row++) Look(in facts[row], new Candidate(row, 0));
            }

            var page = best.Page().Select(it => _facts[it.Row].Id).ToList();
            return new IndexAnswer(page, counts.Total, counts.ToFacets(_tags, _baseModels, query.Asked, ShownTags));

            void Look(in ConceptFacts concept, Candidate candidate)
            {
                if (filter.Misses(concept) is not { } misses) return;
                counts.Add(concept, misses);
                if (misses == Misses.Nothing) best.Offer(candidate);
            }
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <summary>Listed concepts that look most like another, nearest first; none when nobody knows what that one looks like. None is rated above it, since nobody asked for them.</summary>
    /// <param name="row"><see cref="Concept.Row"/>.</param>
    public IReadOnlyList<Guid> Similar(long row, int most)
    {
        _lock.EnterReadLock();
        try
        {
            if (row >= _looks.Count || _looks[(int)row] is not { Vector: { } own } look) return [];
            var facts = CollectionsMarshal.AsSpan(_facts);
            var looks = CollectionsMarshal.AsSpan(_looks);
            var nearest = new PriorityQueue<Guid, float>();
            for (var other = 0; other < looks.Length; other++)
            {
                if (looks[other] is not { Vector: { } vector } known || known.Model != look.Model || other == row) continue;
                if (!facts[other].IsListed || facts[other].Rating > facts[(int)row].Rating) continue;
                if (EmbeddingVector.Cosine(own, vector) is var likeness && likeness < LeastLikeness) continue;
                if (nearest.Count < most) nearest.Enqueue(facts[other].Id, likeness);
                else nearest.EnqueueDequeue(facts[other].Id, likeness);
            }

            var found = new List<Guid>();
            while (nearest.TryDequeue(out var id, out _)) found.Insert(0, id);
            return found;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public void Dispose()
    {
        _reading.Dispose();
        _lock.Dispose();
    }

    private static async Task<long> NewestAsync(HubDbContext hub, CancellationToken cancellation) => await hub.Concepts.MaxAsync(c => (long?)c.Change, cancellation) ?? 0;

    // In pieces, so that a million of them are never twice in memory. True when there may be more.
    private async Task<bool> ReadAsync(HubDbContext hub, Dictionary<string, int> blocks, CancellationToken cancellation)
    {
        var changed = await (
            from concept in hub.Concepts
            where concept.Change > _known
            from version in hub.ConceptVersions.Where(v => v.ConceptId == concept.Id && !hub.ConceptVersions.Any(later => later.ConceptId == v.ConceptId && later.Number > v.Number))
            from look in hub.ConceptEmbeddings.Where(l => l.VersionId == version.Id).DefaultIfEmpty()
            from kept in hub.KeptReports.Where(r => r.VersionId == version.Id).DefaultIfEmpty()
            orderby concept.Change
            select new
            {
                concept.Change,
                concept.Row,
                concept.Id,
                concept.OwnerId,
                concept.Name,
                concept.Kind,
                concept.AgeRating,
                concept.State,
                concept.Licence,
                concept.Tags,
                concept.PublishedAt,
                concept.PicturesMade,
                concept.RecipesMade,
                concept.ReviewCount,
                concept.StarSum,
                concept.Trend,
                version.BaseModelHash,
                version.PlanHash,
                version.ConceptNumber,
                EmbeddingModel = look == null ? null : look.Model,
                Look = look == null ? null : look.Vector,
                Kept = kept == null ? null : kept.Kept,
            }).AsNoTracking().Take(ReadTogether).ToListAsync(cancellation);

        _lock.EnterWriteLock();
        try
        {
            foreach (var it in changed)
            {
                while (_facts.Count <= it.Row) _facts.Add(default);
                while (_looks.Count <= it.Row) _looks.Add(default);
                _looks[(int)it.Row] = it.Look is { Length: > 0 } packed ? new KnownEmbedding(_lookModels.NumberOf(it.EmbeddingModel!), EmbeddingVector.Unpack(packed)) : default;
                _facts[(int)it.Row] = new ConceptFacts(
                    it.Id, it.OwnerId, it.Name, it.Kind, it.AgeRating, it.State == ConceptState.Published, Bits(it.Licence), [.. it.Tags.Select(_tags.NumberOf)], _baseModels.NumberOf(it.BaseModelHash),
                    blocks.TryGetValue(it.PlanHash, out var k) ? it.ConceptNumber / k : -1, it.PublishedAt.UtcTicks, it.PicturesMade, it.RecipesMade, it.ReviewCount, it.StarSum, it.Trend, it.Kept);
            }
        }
        finally
        {
            _lock.ExitWriteLock();
        }

        if (changed.Count == 0) return false;
        Volatile.Write(ref _known, changed[^1].Change);
        return changed.Count == ReadTogether;
    }

    // Whoever writes a whole name looks for that one.
    private static sbyte Rank(ConceptHit hit, ReadOnlySpan<ConceptFacts> facts, string text) =>
        hit.Rank == 0 && string.Equals(facts[(int)hit.Row].Name, text, StringComparison.OrdinalIgnoreCase) ? (sbyte)-1 : (sbyte)hit.Rank;

    private static byte Bits(Licence licence) =>
        Enum.GetValues<Permission>().Where(licence.Grants).Aggregate((byte)0, (bits, permission) => (byte)(bits | ConceptFacts.Bit(permission)));
}

/// <summary>Names with small numbers, in the order in which they came.</summary>
internal sealed class NumberedNames
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public int Count => _names.Count;

    public string this[int number] => _names[number];

    /// <summary>The name's number; a new name gets the next one.</summary>
    public int NumberOf(string name)
    {
        if (_numbers.TryGetValue(name, out var number)) return number;
        _numbers.Add(name, _names.Count);
        _names.Add(name);
        return _names.Count - 1;
    }

    /// <summary>−1 for a name that nobody has.</summary>
    public int Find(string name) => _numbers.GetValueOrDefault(name, -1);
}
