namespace ConceptHub.Browser.Tests;

/// <summary>A fresh home for one server: the project's settings, model and seeds, and a state of its own.</summary>
internal sealed class HubHomeFolder : IDisposable
{
    private static readonly string[] Shared = ["models", "seed", "examples"];

    public HubHomeFolder()
    {
        Root = Directory.CreateTempSubdirectory("concepthub-browser-").FullName;
        File.Copy(Path.Combine(Repository.Root, "appsettings.json"), Path.Combine(Root, "appsettings.json"));
        Directory.CreateDirectory(Path.Combine(Root, "data"));
        foreach (var name in Shared)
        {
            var there = Path.Combine(Repository.Root, "data", name);
            if (Directory.Exists(there)) LinkOrCopy(there, Path.Combine(Root, "data", name));
        }

        if (!File.Exists(Path.Combine(Root, "data", "models", "toyworld", "model_index.json")))
            throw new InvalidOperationException("The browser tests need the embedded base model in data/models/toyworld.");
    }

    public string Root { get; }

    public void Dispose()
    {
        // A link is removed, not what it leads to.
        foreach (var link in Shared.Select(name => new DirectoryInfo(Path.Combine(Root, "data", name))).Where(folder => folder.LinkTarget is not null)) link.Delete();
        Directory.Delete(Root, recursive: true);
    }

    private static void LinkOrCopy(string from, string to)
    {
        try
        {
            Directory.CreateSymbolicLink(to, from);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            Copy(new DirectoryInfo(from), to); // Windows without developer mode
        }
    }

    private static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in from.GetFiles()) file.CopyTo(Path.Combine(to, file.Name));
        foreach (var folder in from.GetDirectories()) Copy(folder, Path.Combine(to, folder.Name));
    }
}
