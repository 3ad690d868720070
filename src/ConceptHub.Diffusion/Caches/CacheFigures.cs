namespace ConceptHub.Diffusion.Caches;

/// <summary>What a cache holds now, and what it did since it was made.</summary>
/// <param name="Budget">The most bytes that it ever holds.</param>
/// <param name="Bytes">That it holds.</param>
/// <param name="Hits">Looks that found something.</param>
/// <param name="Misses">Looks that did not.</param>
/// <param name="Evictions">Values that left so that others had room.</param>
public sealed record CacheFigures(string Name, long Budget, long Bytes, int Entries, long Hits, long Misses, long Evictions)
{
    /// <summary>Looks that found something, 0 to 1; null before the first look.</summary>
    public double? HitShare => Hits + Misses == 0 ? null : (double)Hits / (Hits + Misses);
}
