using ConceptHub.BlockLora;

namespace ConceptHub.Catalog;

/// <summary>All that the catalog filters, counts and sorts a concept by.</summary>
/// <param name="IsListed">Published; everything else is passed over.</param>
/// <param name="Permissions">One bit for each <see cref="Permission"/> that its licence grants.</param>
/// <param name="Tags">Places in <see cref="ConceptIndex"/>'s list of tags.</param>
/// <param name="BaseModel">Place in its list of base models; of the newest version, as <paramref name="Pool"/>.</param>
/// <param name="Pool">Numbers of one pool never share a block.</param>
/// <param name="Kept">How much of the newest version is left among others; null while nobody knows.</param>
internal readonly record struct ConceptFacts(
    Guid Id, Guid Owner, string Name, ConceptKind Kind, AgeRating Rating, bool IsListed, byte Permissions, int[] Tags, int BaseModel, int Pool,
    long PublishedAt, int PicturesMade, int RecipesMade, int ReviewCount, int StarSum, double Trend, double? Kept)
{
    private const double UsualStars = 3.5, UsualWeight = 3;

    /// <summary>Mean stars, drawn towards the usual ones while reviews are few: one enthusiast is no evidence.</summary>
    public double Stars => (UsualStars * UsualWeight + StarSum) / (UsualWeight + ReviewCount);

    public static byte Bit(Permission permission) => (byte)(1 << (int)permission);
}

/// <summary>What a concept looks like.</summary>
/// <param name="Model">Place in <see cref="ConceptIndex"/>'s list of models that say so.</param>
/// <param name="Vector">Null while nobody knows.</param>
internal readonly record struct KnownEmbedding(int Model, float[]? Vector);

/// <summary>A concept that is looked at, by its row; the rank is how well its words match, smaller is better.</summary>
internal readonly record struct Candidate(int Row, sbyte Rank);

/// <summary>A query with everything looked up.</summary>
internal sealed record IndexQuery
{
    /// <summary>Null looks at all.</summary>
    public IReadOnlyList<ConceptHit>? Hits { get; init; }
    public required ConceptQuery Asked { get; init; }

    /// <summary>Null looks at old ones too.</summary>
    public NewRows? New { get; init; }
    public Guid? Owner { get; init; }

    /// <summary>Rows of the recipe's concepts that the found ones must fit beside.</summary>
    public IReadOnlyList<long> Beside { get; init; } = [];
}

/// <summary>Concepts that came lately.</summary>
/// <param name="Above">Rows above this one,</param>
/// <param name="UpTo">up to this one,</param>
/// <param name="NotBy">but not this member's own.</param>
internal sealed record NewRows(long Above, long UpTo, Guid NotBy);

internal sealed record IndexAnswer(IReadOnlyList<Guid> Page, int Total, ConceptFacets Facets);
