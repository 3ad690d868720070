using System.Diagnostics.CodeAnalysis;

namespace ConceptHub.Engine;

/// <summary>What was made of files, by their hashes; the least recently used leave when the bytes run out. Safe from any thread.</summary>
/// <param name="name">For figures.</param>
/// <param name="bytesOf">Memory that a value takes.</param>
public sealed class BlobCache<T>(string name, long capacityBytes, Func<T, long> bytesOf) where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byBlob = [];
    private readonly LinkedList<Entry> _newestFirst = [];
    private readonly KeyValuePair<string, object?> _tag = new("cache", name);
    private long _bytes;

    public int Count
    {
        get
        {
            lock (_lock) return _byBlob.Count;
        }
    }

    public bool TryGet(string blob, [NotNullWhen(true)] out T? value)
    {
        lock (_lock)
        {
            value = null;
            var isHit = _byBlob.TryGetValue(blob, out var node);
            EngineMeter.CacheLookups.Add(1, _tag, new("hit", isHit));
            if (node is null) return false;
            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
            value = node.Value.Value;
            return true;
        }
    }

    /// <summary>A value larger than the whole cache is not kept.</summary>
    public void Add(string blob, T value)
    {
        var entry = new Entry(blob, value, bytesOf(value));
        lock (_lock)
        {
            if (entry.Bytes > capacityBytes || _byBlob.ContainsKey(blob)) return;
            _byBlob[blob] = _newestFirst.AddFirst(entry);
            var before = _bytes;
            _bytes += entry.Bytes;
            while (_bytes > capacityBytes)
            {
                var oldest = _newestFirst.Last!;
                _newestFirst.RemoveLast();
                _byBlob.Remove(oldest.Value.Blob);
                _bytes -= oldest.Value.Bytes;
            }

            EngineMeter.CacheBytes.Add(_bytes - before, _tag);
        }
    }

    private sealed record Entry(string Blob, T Value, long Bytes);
}
