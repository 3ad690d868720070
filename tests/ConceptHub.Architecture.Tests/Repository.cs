using System.Xml.Linq;

namespace ConceptHub.Architecture.Tests;

/// <summary>The source tree around this test.</summary>
internal static class Repository
{
    private static readonly string[] Made = ["bin", "obj", "Migrations"];

    public static string Root { get; } = FindRoot();

    /// <summary>Projects of <c>src/</c> by their name without the prefix.</summary>
    public static IReadOnlyDictionary<string, XDocument> Projects { get; } =
        Directory.GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).ToDictionary(ShortName, file => XDocument.Load(file));

    /// <summary>What a person wrote below <c>src/</c>: no build outputs, no migrations.</summary>
    public static IEnumerable<string> SourceFiles(params string[] endings) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*", SearchOption.AllDirectories)
            .Where(file => endings.Contains(Path.GetExtension(file)))
            .Where(file => !Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar).Intersect(Made).Any());

    /// <summary>Names in the <c>Include</c> of all items of this kind.</summary>
    public static IReadOnlySet<string> Included(XDocument project, string item) =>
        project.Descendants(item).Select(e => e.Attribute("Include")?.Value).OfType<string>().Select(i => item == "ProjectReference" ? ShortName(i) : i).ToHashSet();

    private static string ShortName(string project) => Path.GetFileNameWithoutExtension(project.Replace('\\', '/')).Replace("ConceptHub.", "", StringComparison.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ConceptHub.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("No ConceptHub.sln above the test.");
    }
}
