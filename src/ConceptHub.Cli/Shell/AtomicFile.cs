namespace ConceptHub.Cli.Shell;

/// <summary>Files that are there whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file beside the path, which takes its name at the end. Makes the folder.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder) Directory.CreateDirectory(folder);
        var beside = path + ".new";
        using (var file = File.Create(beside)) write(file);
        File.Move(beside, path, overwrite: true);
    }
}
