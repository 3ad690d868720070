namespace ConceptHub.Diffusion.Caches;

/// <summary>The memory that all caches of a process may take together, handed out to each as its <see cref="CacheShare"/>. Safe from any thread.</summary>
public sealed class MemoryBudget(long bytes)
{
    private const int UsualPart = 8;   // of the machine: models, drawings and pages want the rest

    private readonly Lock _lock = new();
    private readonly Dictionary<CacheShare, Func<CacheFigures>> _caches = [];

    /// <summary>What this process may use at all: the machine's memory, or the limit of its container.</summary>
    public static long MachineBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    public long Bytes { get; } = bytes;

    /// <summary>Of all caches that there are, in the order of <see cref="CacheShare.All"/>.</summary>
    public IReadOnlyList<CacheFigures> Caches
    {
        get
        {
            lock (_lock) return [.. CacheShare.All.Where(_caches.ContainsKey).Select(share => _caches[share]())];
        }
    }

    /// <param name="mebibytes">As an operator set it; null takes an eighth of the machine.</param>
    public static MemoryBudget Of(int? mebibytes) => new(mebibytes is { } chosen ? (long)chosen << 20 : MachineBytes / UsualPart);

    /// <summary>The one cache of a share; when it is disposed, its share is free again.</summary>
    /// <param name="bytesOf">Memory that a value takes.</param>
    /// <exception cref="InvalidOperationException">The share is taken: two caches together would be above the budget.</exception>
    public BudgetedCache<T> Share<T>(CacheShare share, Func<T, long> bytesOf) where T : class
    {
        var cache = new BudgetedCache<T>(share.Name, (long)(Bytes * share.Part), bytesOf, () => Free(share));
        lock (_lock)
        {
            if (!_caches.TryAdd(share, () => cache.Figures)) throw new InvalidOperationException($"There is a cache of {share.Name} already.");
        }

        return cache;
    }

    private void Free(CacheShare share)
    {
        lock (_lock) _caches.Remove(share);
    }
}
