namespace ConceptHub.Catalog;

/// <summary>The newest state of each unfinished training, so that a restarted server goes on where it stood.</summary>
public sealed class TrainingCheckpoints(string folder)
{
    /// <returns>Null when nothing was saved.</returns>
    public byte[]? Load(Guid jobId) => File.Exists(PathOf(jobId)) ? File.ReadAllBytes(PathOf(jobId)) : null;

    /// <summary>Replaces the older state whole, or leaves it.</summary>
    /// <exception cref="StorageFullException">The disk is full.</exception>
    public void Save(Guid jobId, byte[] state)
    {
        Directory.CreateDirectory(folder);
        var temporary = PathOf(jobId) + ".new";
        try
        {
            using (var file = File.Create(temporary))
            {
                file.Write(state);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, PathOf(jobId), overwrite: true);
        }
        catch (IOException exception) when (StorageFullException.IsFull(exception))
        {
            File.Delete(temporary);
            throw new StorageFullException(exception);
        }
    }

    public void Remove(Guid jobId)
    {
        if (File.Exists(PathOf(jobId))) File.Delete(PathOf(jobId));
    }

    /// <summary>Removes the states of all trainings but these.</summary>
    public void Keep(IReadOnlyCollection<Guid> jobIds)
    {
        if (!Directory.Exists(folder)) return;
        var kept = jobIds.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(folder).Where(file => !kept.Contains(file))) File.Delete(file);
    }

    private string PathOf(Guid jobId) => Path.Combine(folder, jobId.ToString("N") + ".state");
}
