namespace ConceptHub.Engine;

/// <summary>Bytes by the lower-case hex SHA-256 of their content, wherever they lie.</summary>
public interface IBlobStore
{
    /// <returns>The hash of what was stored.</returns>
    /// <exception cref="IOException">It could not be stored; nothing of it stays.</exception>
    Task<string> PutAsync(Stream content, CancellationToken cancellation);

    /// <exception cref="FileNotFoundException">No such blob.</exception>
    Task<Stream> OpenReadAsync(string sha256, CancellationToken cancellation);
}

/// <summary>Keeps the newest state of each unfinished training, so that a restarted worker goes on where it stood.</summary>
public interface ICheckpointStore
{
    /// <returns>Null when nothing was saved.</returns>
    byte[]? Load(Guid jobId);

    /// <summary>Replaces the older state whole, or leaves it.</summary>
    void Save(Guid jobId, byte[] state);

    void Remove(Guid jobId);
}
