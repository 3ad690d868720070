using System.Collections.Concurrent;
using System.Security.Cryptography;
using ConceptHub.Engine;

namespace ConceptHub.Cli.Shell;

/// <summary>Files of jobs that a command runs for itself.</summary>
internal sealed class MemoryBlobs : IBlobStore
{
    private readonly ConcurrentDictionary<string, byte[]> _blobs = [];

    public byte[] this[string hash] => _blobs[hash];

    public string Put(byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        _blobs[hash] = content;
        return hash;
    }

    public async Task<string> PutAsync(Stream content, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellation);
        return Put(bytes.ToArray());
    }

    public Task<Stream> OpenReadAsync(string sha256, CancellationToken cancellation) => Task.FromResult<Stream>(new MemoryStream(_blobs[sha256], writable: false));
}

/// <summary>For commands whose jobs are not gone on with.</summary>
internal sealed class NoCheckpoints : ICheckpointStore
{
    public byte[]? Load(Guid jobId) => null;

    public void Save(Guid jobId, byte[] state)
    {
    }

    public void Remove(Guid jobId)
    {
    }
}
