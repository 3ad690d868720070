using ConceptHub.Catalog;
using ConceptHub.Engine;

namespace ConceptHub.Web.Live;

/// <summary>The engine's view of the catalog's blobs.</summary>
internal sealed class EngineBlobs(FileBlobStore blobs) : IBlobStore
{
    public Task<string> PutAsync(Stream content, CancellationToken cancellation) => blobs.PutAsync(content, cancellation);

    public Task<Stream> OpenReadAsync(string sha256, CancellationToken cancellation) => blobs.OpenReadAsync(sha256, cancellation);
}

/// <summary>The engine's view of the catalog's training states.</summary>
internal sealed class EngineCheckpoints(TrainingCheckpoints checkpoints) : ICheckpointStore
{
    public byte[]? Load(Guid jobId) => checkpoints.Load(jobId);

    public void Save(Guid jobId, byte[] state) => checkpoints.Save(jobId, state);

    public void Remove(Guid jobId) => checkpoints.Remove(jobId);
}
