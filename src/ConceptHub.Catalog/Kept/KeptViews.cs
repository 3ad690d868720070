namespace ConceptHub.Catalog;

/// <param name="ConceptId">A concept that another was merged with.</param>
/// <param name="Version">Its version number.</param>
public sealed record KeptCompanion(Guid ConceptId, int Version);
