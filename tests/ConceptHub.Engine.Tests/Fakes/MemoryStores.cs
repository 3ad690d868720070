using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace ConceptHub.Engine.Tests;

internal sealed class MemoryBlobs : IBlobStore
{
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();

    public Exception? Fault { get; set; }

    public int Reads { get; private set; }

    public async Task<string> PutAsync(Stream content, CancellationToken cancellation)
    {
        if (Fault is not null) throw Fault;
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        return Put(bytes.ToArray());
    }

    public Task<Stream> OpenReadAsync(string sha256, CancellationToken cancellation)
    {
        Reads++;
        return _blobs.TryGetValue(sha256, out var bytes)
            ? Task.FromResult<Stream>(new MemoryStream(bytes, writable: false))
            : throw new FileNotFoundException(sha256);
    }

    public string Put(byte[] bytes)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _blobs[hash] = bytes;
        return hash;
    }

    public byte[] this[string hash] => _blobs[hash];
}

internal sealed class MemoryCheckpoints : ICheckpointStore
{
    private readonly ConcurrentDictionary<Guid, byte[]> _states = new();

    public int Count => _states.Count;

    public byte[]? Load(Guid jobId) => _states.GetValueOrDefault(jobId);

    public void Save(Guid jobId, byte[] state) => _states[jobId] = state;

    public void Remove(Guid jobId) => _states.TryRemove(jobId, out _);
}
