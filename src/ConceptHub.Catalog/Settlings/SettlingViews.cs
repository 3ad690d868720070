namespace ConceptHub.Catalog;

/// <summary>What making some concepts quiet on each other gained.</summary>
/// <param name="Before">How far a concept in the company of all was from what it says alone, as a share of what it changes; mean over the concepts.</param>
/// <param name="After">The same since.</param>
public sealed record SettlingGain(double Before, double After);

/// <summary>Where a recipe stands.</summary>
/// <param name="Gain">Null while its concepts are not settled.</param>
/// <param name="JobId">The member's own job that settles them now, or null.</param>
public sealed record SettlingStatus(SettlingGain? Gain, Guid? JobId);
