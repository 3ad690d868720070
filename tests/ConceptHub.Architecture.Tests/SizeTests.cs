using System.Text.RegularExpressions;

namespace ConceptHub.Architecture.Tests;

public sealed partial class SizeTests
{
    private const int MostLines = 400;

    [Fact]
    public void No_source_file_is_over_400_lines()
    {
        var tooLong = Repository.SourceFiles(".cs", ".razor", ".css")
            .Select(file => (Name: Path.GetRelativePath(Repository.Root, file), Lines: File.ReadLines(file).Count()))
            .Where(file => file.Lines > MostLines);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Ninety_five_of_a_hundred_source_files_are_under_200_lines()
    {
        var lines = Repository.SourceFiles(".cs", ".razor").Select(file => File.ReadLines(file).Count()).ToList();

        Assert.InRange(lines.Count(count => count < 200) / (double)lines.Count, 0.95, 1);
    }

    [Fact]
    public void No_method_is_async_void()
    {
        var found = Repository.SourceFiles(".cs", ".razor").Where(file => AsyncVoid().IsMatch(File.ReadAllText(file)));

        Assert.Empty(found);
    }

    [Fact]
    public void Components_never_touch_the_database_context()
    {
        var found = Repository.SourceFiles(".razor").Concat(Repository.SourceFiles(".cs").Where(file => file.EndsWith(".razor.cs", StringComparison.Ordinal)))
            .Where(file => File.ReadAllText(file).Contains("DbContext", StringComparison.Ordinal));

        Assert.Empty(found);
    }

    [GeneratedRegex(@"\basync\s+void\b")]
    private static partial Regex AsyncVoid();
}
