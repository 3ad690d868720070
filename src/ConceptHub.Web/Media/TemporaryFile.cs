namespace ConceptHub.Web.Media;

/// <summary>Files that wait on the disk and go with their stream.</summary>
internal static class TemporaryFile
{
    private const int BufferBytes = 128 * 1024;

    /// <returns>Empty, to be written and read; gone when it is disposed.</returns>
    public static FileStream Create() => new(
        Path.Combine(Path.GetTempPath(), $"concepthub-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
}
