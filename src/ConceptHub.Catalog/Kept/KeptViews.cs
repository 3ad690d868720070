namespace ConceptHub.Catalog;

/// <param name="ConceptId">A concept that another was merged with.</param>
/// <param name="Version">Its version number.</param>
public sealed record KeptCompanion(Guid ConceptId, int Version);

/// <summary>What a device measured.</summary>
/// <param name="Kept">0 to 1; null where nothing says how alike pictures of the base model are.</param>
/// <param name="Pictures">In the order of the prompts.</param>
public sealed record MeasuredConcept(double? Kept, IReadOnlyList<KeptPair> Pictures);

/// <summary>Blobs of one prompt and seed, drawn with the concept alone and with all merged.</summary>
public sealed record KeptPair(string AloneBlob, string MergedBlob);

/// <summary>What a concept's page says of how it keeps itself.</summary>
/// <param name="Report">Of its newest version; null while that was not measured.</param>
/// <param name="IsUnderWay">It is being measured, or waits for it.</param>
/// <param name="MayMeasure">Whether this viewer may have it measured.</param>
public sealed record KeptStatus(KeptIdentity? Report, bool IsUnderWay, bool MayMeasure);

/// <param name="Kept">0 to 1; null without a figure.</param>
/// <param name="Companions">Those that the viewer may see.</param>
/// <param name="Among">How many there were in all.</param>
public sealed record KeptIdentity(double? Kept, IReadOnlyList<KeptNeighbour> Companions, int Among, IReadOnlyList<KeptPictures> Pictures, DateTimeOffset MeasuredAt);

/// <summary>A concept that another was merged with, to be linked.</summary>
public sealed record KeptNeighbour(Guid Id, string Name, string Slug);

/// <summary>One prompt and seed, drawn twice.</summary>
public sealed record KeptPictures(string Prompt, string AloneBlob, string MergedBlob);
