namespace ConceptHub.Engine.Tests;

/// <summary>Where the project lies.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    /// <summary>A folder of the project's <c>data</c>.</summary>
    public static string Data(params string[] path) => Path.Combine([Root, "data", .. path]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ConceptHub.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("ConceptHub.sln is not above the tests.");
    }
}
