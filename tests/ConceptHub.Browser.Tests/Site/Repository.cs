using System.Reflection;

namespace ConceptHub.Browser.Tests;

/// <summary>Where the project lies.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The built web program, of the same configuration as these tests.</summary>
    public static string WebProgram => Program("ConceptHub.Web", "ConceptHub.Web.dll");

    /// <summary>The built command line.</summary>
    public static string CommandLine => Program("ConceptHub.Cli", "concepthub.dll");

    private static string Program(string project, string file)
    {
        var configuration = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(it => it.Key == "Configuration").Value!;
        return Path.Combine(Root, "src", project, "bin", configuration, "net10.0", file);
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ConceptHub.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("ConceptHub.sln is not above the tests.");
    }
}
