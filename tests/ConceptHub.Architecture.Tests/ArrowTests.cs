namespace ConceptHub.Architecture.Tests;

/// <summary>The arrows of docs/architecture.md, held against the project files.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["BlockLora"] = [],
        ["Diffusion"] = ["BlockLora"],
        ["ToyWorld"] = [],
        ["Engine"] = ["Diffusion"],
        ["Catalog"] = ["BlockLora"],
        ["Web"] = ["Catalog", "Engine"],
        ["Cli"] = ["Catalog", "Engine", "ToyWorld"],
    };

    // A package that decides what a project is about, and the only projects that may name it.
    private static readonly Dictionary<string, string[]> Homes = new()
    {
        ["TorchSharp"] = ["Diffusion"],
        ["Microsoft.EntityFrameworkCore.Sqlite"] = ["Catalog"],
        ["Microsoft.AspNetCore.Identity.EntityFrameworkCore"] = ["Catalog"],
        ["MudBlazor"] = ["Web"],
        ["System.CommandLine"] = ["Cli"],
        ["Spectre.Console"] = ["Cli"],
    };

    public static TheoryData<string> Projects => [.. Arrows.Keys];

    [Fact]
    public void Every_project_stands_in_the_table() =>
        Assert.Equal(Arrows.Keys.Order(), Repository.Projects.Keys.Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_references_what_the_table_says(string project) =>
        Assert.Equal(Arrows[project].Order(), Repository.Included(Repository.Projects[project], "ProjectReference").Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_names_no_package_of_another_project(string project)
    {
        var strangers = Repository.Included(Repository.Projects[project], "PackageReference")
            .Where(package => Homes.TryGetValue(package, out var homes) && !homes.Contains(project));

        Assert.Empty(strangers);
    }

    [Fact]
    public void Base_of_the_house_names_no_package() =>
        Assert.Empty(Repository.Included(Repository.Projects["BlockLora"], "PackageReference"));
}
