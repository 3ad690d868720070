using System.Text.Json;
using System.Xml.Linq;

namespace ConceptHub.Architecture.Tests;

/// <summary>Every package that the programs are made of has a licence that goes with ours, and stands in docs/licences.md.</summary>
public sealed class LicenceTests
{
    // Others may do as well, but somebody reads them before they enter. GPL and AGPL do not go with an Apache licence.
    private static readonly HashSet<string> Known = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MS-.NET-Library", "MS-PL", "Unlicense", "Zlib"];

    // Packages that name their licence by an address, which somebody followed. The second is that of two packages without a file for .NET 10.
    private static readonly Dictionary<string, string> ByAddress = new()
    {
        ["https://github.com/trichards57/zxcvbn-cs/blob/master/LICENSE"] = "MIT",
        ["http://go.microsoft.com/fwlink/?LinkId=329770"] = "MS-.NET-Library",
    };

    private static readonly Lazy<IReadOnlyList<(string Package, string Version, string Licence)>> All = new(Read);

    [Fact]
    public void Every_package_has_a_known_licence()
    {
        var unknown = All.Value.Where(it => !it.Licence.Split(" OR ").Any(Known.Contains)).Select(it => $"{it.Package} {it.Version}: {it.Licence}");

        Assert.NotEmpty(All.Value);
        Assert.Empty(unknown);
    }

    [Fact]
    public void Every_package_stands_in_the_list_of_licences()
    {
        var told = File.ReadAllText(Path.Combine(Repository.Root, "docs", "licences.md"));
        var missing = All.Value.Select(it => $"| {NameIn(it.Package)} | {it.Licence} |").Distinct().Where(row => !told.Contains(row, StringComparison.Ordinal)).Order(StringComparer.OrdinalIgnoreCase).ToList();

        Assert.True(missing.Count == 0, $"Please write these lines into docs/licences.md, in order of the alphabet:\n{string.Join('\n', missing)}");
    }

    // Each system and each graphics card has others of these, by the same maker.
    private static string NameIn(string package) => package.StartsWith("libtorch-", StringComparison.Ordinal) ? "libtorch-*" : package.StartsWith("TorchSharp-", StringComparison.Ordinal) ? "TorchSharp-*" : package;

    /// <summary>As restored for the projects of <c>src/</c> that were built; what tests are made of is not shipped.</summary>
    private static IReadOnlyList<(string Package, string Version, string Licence)> Read()
    {
        var found = new HashSet<(string, string, string)>();
        foreach (var file in Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src")).Select(project => Path.Combine(project, "obj", "project.assets.json")).Where(File.Exists))
        {
            using var assets = JsonDocument.Parse(File.ReadAllText(file));
            var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
            foreach (var library in assets.RootElement.GetProperty("libraries").EnumerateObject().Where(library => library.Value.GetProperty("type").GetString() == "package"))
            {
                var (name, version) = library.Name.Split('/') is [var id, var number] ? (id, number) : (library.Name, "");
                var nuspec = folders.Select(folder => Path.Combine(folder, library.Value.GetProperty("path").GetString()!, name.ToLowerInvariant() + ".nuspec")).FirstOrDefault(File.Exists);
                found.Add((name, version, nuspec is null ? "not restored" : LicenceIn(XDocument.Load(nuspec))));
            }
        }

        return [.. found];
    }

    private static string LicenceIn(XDocument nuspec)
    {
        var licence = nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
        return licence?.Attribute("type")?.Value == "expression" ? licence.Value.Trim()
            : nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == "licenseUrl")?.Value is { } address && ByAddress.TryGetValue(address.Trim(), out var read) ? read
            : $"none that a program can read ({licence?.Value.Trim()})";
    }
}
