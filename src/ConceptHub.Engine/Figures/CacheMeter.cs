using System.Diagnostics.Metrics;
using ConceptHub.Diffusion.Caches;

namespace ConceptHub.Engine;

/// <summary>What the caches of a budget measure of themselves, under the name of <see cref="EngineMeter"/>; each figure has the tag <c>cache</c>.</summary>
public sealed class CacheMeter : IDisposable
{
    private readonly Meter _meter = new(EngineMeter.Name);
    private readonly MemoryBudget _budget;

    public CacheMeter(MemoryBudget budget)
    {
        _budget = budget;
        _meter.CreateObservableCounter("concepthub.cache.lookups", Lookups, "{lookup}", "Looks into a cache, by whether it had what was looked for.");
        _meter.CreateObservableCounter("concepthub.cache.evictions", () => Each(cache => cache.Evictions), "{value}", "Values that left a cache so that others had room.");
        _meter.CreateObservableUpDownCounter("concepthub.cache.size", () => Each(cache => cache.Bytes), "By", "Memory that a cache holds.");
        _meter.CreateObservableUpDownCounter("concepthub.cache.budget", () => Each(cache => cache.Budget), "By", "The most memory that a cache ever holds.");
        _meter.CreateObservableUpDownCounter("concepthub.cache.entries", () => Each(cache => cache.Entries), "{value}", "Values that a cache holds.");
    }

    public IReadOnlyList<CacheFigures> Figures => _budget.Caches;

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Lookups() => _budget.Caches.SelectMany(cache => new[]
    {
        new Measurement<long>(cache.Hits, new("cache", cache.Name), new("hit", true)),
        new Measurement<long>(cache.Misses, new("cache", cache.Name), new("hit", false)),
    });

    private IEnumerable<Measurement<long>> Each(Func<CacheFigures, long> of) => _budget.Caches.Select(cache => new Measurement<long>(of(cache), new KeyValuePair<string, object?>("cache", cache.Name)));
}
