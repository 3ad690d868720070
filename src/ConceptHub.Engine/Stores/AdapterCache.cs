using ConceptHub.BlockLora;

namespace ConceptHub.Engine;

/// <summary>Read adapters by the hash of their file; the least recently used leave when the bytes run out. For one reader at a time.</summary>
public sealed class AdapterCache(long capacityBytes)
{
    private readonly Dictionary<string, LinkedListNode<Entry>> _byBlob = [];
    private readonly LinkedList<Entry> _newestFirst = [];
    private long _bytes;

    public int Count => _byBlob.Count;

    public bool TryGet(string blob, out ConceptAdapter adapter)
    {
        adapter = null!;
        if (!_byBlob.TryGetValue(blob, out var node)) return false;
        _newestFirst.Remove(node);
        _newestFirst.AddFirst(node);
        adapter = node.Value.Adapter;
        return true;
    }

    /// <summary>An adapter larger than the whole cache is not kept.</summary>
    public void Add(string blob, ConceptAdapter adapter)
    {
        var entry = new Entry(blob, adapter, BytesOf(adapter));
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

    /// <summary>Memory of the numbers; names and metadata are small beside them.</summary>
    public static long BytesOf(ConceptAdapter adapter) =>
        sizeof(float) * (adapter.TokenEmbedding.Values.LongLength + adapter.Layers.Sum(layer => layer.A.LongLength + layer.B.LongLength));

    private sealed record Entry(string Blob, ConceptAdapter Adapter, long Bytes);
}
