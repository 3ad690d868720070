using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary>Filters that a concept does not pass. Each facet counts what its own filter alone keeps out as well, so that one sees what another choice would bring.</summary>
[Flags]
internal enum Misses { Nothing = 0, Kind = 1, Rating = 2, BaseModel = 4, Tag = 8, Permission = 16 }

/// <summary>A query's filters, looked up once.</summary>
internal sealed class ConceptFilter
{
    private readonly int _kinds, _ratings, _permissions;
    private readonly int[] _tags;
    private readonly HashSet<int> _baseModels;
    private readonly Guid? _owner, _notBy;
    private readonly HashSet<Guid> _beside = [];
    private readonly (int BaseModel, int Pool)? _seats;
    private readonly bool _nothingFits;

    public ConceptFilter(IndexQuery query, ReadOnlySpan<ConceptFacts> facts, NumberedNames tags, NumberedNames baseModels)
    {
        var asked = query.Asked;
        _kinds = asked.Kinds.Aggregate(0, (bits, kind) => bits | 1 << (int)kind);
        _ratings = asked.Ratings.Aggregate(0, (bits, rating) => bits | 1 << (int)rating);
        _permissions = asked.Permissions.Aggregate(0, (bits, permission) => bits | ConceptFacts.Bit(permission));
        _tags = [.. asked.Tags.Select(tags.Find)];
        _baseModels = [.. asked.BaseModels.Select(baseModels.Find)];
        (_owner, _notBy) = (query.Owner, query.New?.NotBy);
        foreach (var row in query.Beside)
        {
            var member = facts[(int)row];
            _beside.Add(member.Id);
            _nothingFits |= _seats is { } seats && seats != (member.BaseModel, member.Pool);
            _seats = (member.BaseModel, member.Pool);
        }
    }

    /// <summary>Null for what no facet brings back: not listed, somebody else's or one's own, overlapping with the recipe or in it.</summary>
    public Misses? Misses(in ConceptFacts concept)
    {
        if (!concept.IsListed || (_owner is { } owner && concept.Owner != owner) || concept.Owner == _notBy) return null;
        if (_seats is { } seats && (_nothingFits || concept.Pool != seats.Pool || concept.BaseModel != seats.BaseModel || _beside.Contains(concept.Id))) return null;

        var misses = Catalog.Misses.Nothing;
        if (_kinds != 0 && (_kinds & 1 << (int)concept.Kind) == 0) misses |= Catalog.Misses.Kind;
        if (_ratings != 0 && (_ratings & 1 << (int)concept.Rating) == 0) misses |= Catalog.Misses.Rating;
        if (_baseModels.Count > 0 && !_baseModels.Contains(concept.BaseModel)) misses |= Catalog.Misses.BaseModel;
        if ((concept.Permissions & _permissions) != _permissions) misses |= Catalog.Misses.Permission;
        foreach (var tag in _tags)
            if (Array.IndexOf(concept.Tags, tag) < 0) misses |= Catalog.Misses.Tag;
        return misses;
    }
}

/// <summary>How many there are for each choice.</summary>
internal sealed class FacetCounts(int tags, int baseModels)
{
    private readonly int[] _kinds = new int[Enum.GetValues<ConceptKind>().Length], _ratings = new int[Enum.GetValues<AgeRating>().Length];
    private readonly int[] _permissions = new int[Enum.GetValues<Permission>().Length], _tags = new int[tags], _baseModels = new int[baseModels];

    /// <summary>That pass every filter.</summary>
    public int Total { get; private set; }

    public void Add(in ConceptFacts concept, Misses misses)
    {
        if ((misses & ~Misses.Kind) == 0) _kinds[(int)concept.Kind]++;
        if ((misses & ~Misses.Rating) == 0) _ratings[(int)concept.Rating]++;
        if ((misses & ~Misses.BaseModel) == 0) _baseModels[concept.BaseModel]++;
        if (misses != Misses.Nothing) return;

        // All chosen tags and permissions must be there, so another one can only narrow what is found.
        Total++;
        foreach (var tag in concept.Tags) _tags[tag]++;
        for (var i = 0; i < _permissions.Length; i++) _permissions[i] += concept.Permissions >> i & 1;
    }

    public ConceptFacets ToFacets(NumberedNames tags, NumberedNames baseModels, ConceptQuery asked, int mostTags) => new()
    {
        Kinds = Counted<ConceptKind>(_kinds),
        Ratings = Counted<AgeRating>(_ratings),
        Permissions = Counted<Permission>(_permissions),
        BaseModels = [.. Named(_baseModels, baseModels)],
        Tags = [.. Named(_tags, tags).OrderByDescending(tag => asked.Tags.Contains(tag.Name)).ThenByDescending(tag => tag.Count).ThenBy(tag => tag.Name, StringComparer.Ordinal).Take(mostTags)],
    };

    private static Dictionary<T, int> Counted<T>(int[] counts) where T : struct, Enum => Enum.GetValues<T>().Zip(counts).ToDictionary(it => it.First, it => it.Second);

    private static IEnumerable<NamedCount> Named(int[] counts, NumberedNames names) => counts.Index().Where(it => it.Item > 0).Select(it => new NamedCount(names[it.Index], it.Item));
}
