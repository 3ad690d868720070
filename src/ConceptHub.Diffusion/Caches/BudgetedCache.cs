namespace ConceptHub.Diffusion.Caches;

/// <summary>
/// Values by their keys, never above the budget: before one comes in, the least recently used leave. Values are lent
/// (<see cref="Loan{T}"/>), and one that is on loan neither leaves nor is freed; what finds no room lives as long as its loan.
/// Safe from any thread.
/// </summary>
/// <remarks>
/// .NET's MemoryCache refuses what has no room and makes room later, on another thread, and tells of what left when it is gone: tensors
/// would be freed while a layer multiplies with them.
/// </remarks>
public sealed class BudgetedCache<T> : IDisposable where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _newestFirst = [];
    private readonly string _name;
    private readonly Func<T, long> _bytesOf;
    private readonly Action _closed;
    private long _bytes, _bytesOnLoan, _hits, _misses, _evictions;
    private bool _isClosed;

    internal BudgetedCache(string name, long budget, Func<T, long> bytesOf, Action closed) => (_name, Budget, _bytesOf, _closed) = (name, budget, bytesOf, closed);

    /// <summary>The most bytes that it ever holds.</summary>
    public long Budget { get; }

    public CacheFigures Figures
    {
        get
        {
            lock (_lock) return new CacheFigures(_name, Budget, _bytes, _byKey.Count, _hits, _misses, _evictions);
        }
    }

    /// <returns>Null when it is not here.</returns>
    public Loan<T>? Find(string key)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(key, out var node))
            {
                _misses++;
                return null;
            }

            _hits++;
            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
            return Lend(node.Value);
        }
    }

    /// <summary>Takes the value over.</summary>
    /// <returns>The value, or that which came under this key meanwhile; then the new one is freed.</returns>
    public Loan<T> Add(string key, T value)
    {
        var (entry, leaving) = (new Entry(key, value, _bytesOf(value)), new List<Entry>());
        Loan<T> loan;
        lock (_lock)
        {
            var known = _byKey.GetValueOrDefault(key)?.Value;
            if (known is not null) leaving.Add(entry);
            else Keep(entry, leaving);
            loan = Lend(known ?? entry);
        }

        foreach (var left in leaving) Free(left);
        return loan;
    }

    /// <summary>What is here, or else is made now. Two who ask at once may both make it.</summary>
    public Loan<T> Borrow(string key, Func<T> make) => Find(key) ?? Add(key, make());

    /// <summary>Frees all values, those on loan when they come back.</summary>
    public void Dispose()
    {
        List<Entry> leaving;
        lock (_lock)
        {
            if (_isClosed) return;
            _isClosed = true;
            leaving = [.. _newestFirst.Where(entry => entry.Loans == 0)];
            foreach (var entry in _newestFirst) entry.IsKept = false;
            _newestFirst.Clear();
            _byKey.Clear();
            (_bytes, _bytesOnLoan) = (0, 0);
        }

        foreach (var left in leaving) Free(left);
        _closed();
    }

    private static void Free(Entry entry) => (entry.Value as IDisposable)?.Dispose();

    private void Keep(Entry entry, List<Entry> leaving)
    {
        if (_isClosed || entry.Bytes > Budget - _bytesOnLoan) return;
        for (var node = _newestFirst.Last; _bytes > Budget - entry.Bytes;)
        {
            var (oldest, newer) = (node!, node!.Previous);
            node = newer;
            if (oldest.Value.Loans > 0) continue;
            _newestFirst.Remove(oldest);
            _byKey.Remove(oldest.Value.Key);
            _bytes -= oldest.Value.Bytes;
            _evictions++;
            leaving.Add(oldest.Value);
        }

        entry.IsKept = true;
        _byKey[entry.Key] = _newestFirst.AddFirst(entry);
        _bytes += entry.Bytes;
    }

    private Loan<T> Lend(Entry entry)
    {
        if (entry.Loans++ == 0 && entry.IsKept) _bytesOnLoan += entry.Bytes;
        return new Loan<T>(entry.Value, () => TakeBack(entry));
    }

    private void TakeBack(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Loans > 0) return;
            if (entry.IsKept)
            {
                _bytesOnLoan -= entry.Bytes;
                return;
            }
        }

        Free(entry);
    }

    private sealed class Entry(string key, T value, long bytes)
    {
        public string Key => key;
        public T Value => value;
        public long Bytes => bytes;
        public int Loans { get; set; }
        public bool IsKept { get; set; }
    }
}
