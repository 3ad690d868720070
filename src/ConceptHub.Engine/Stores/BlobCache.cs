using System.Diagnostics.CodeAnalysis;

namespace ConceptHub.Engine;

/// <summary>What was made of files, by their hashes; the least recently used leave when the bytes run out. Safe from any thread.</summary>
/// <param name="bytesOf">Memory that a value takes.</param>
public sealed class BlobCache<T>(long capacityBytes, Func<T, long> bytesOf) where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _byBlob = [];
    private readonly LinkedList<Entry> _newestFirst = [];
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
            if (!_byBlob.TryGetValue(blob, out var node)) return false;
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
            _bytes += entry.Bytes;
            while (_bytes > capacityBytes)
            {
                var oldest = _newestFirst.Last!;
                _newestFirst.RemoveLast();
                _byBlob.Remove(oldest.Value.Blob);
                _bytes -= oldest.Value.Bytes;
            }
        }
    }

    private sealed record Entry(string Blob, T Value, long Bytes);
}
