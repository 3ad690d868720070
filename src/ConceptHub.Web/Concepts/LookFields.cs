using System.Diagnostics.CodeAnalysis;
using ConceptHub.Catalog;

namespace ConceptHub.Web.Concepts;

/// <summary>What is typed into <see cref="LookRows"/>: one row for each look there may be; the catalog judges it.</summary>
public sealed class LookFields
{
    [AllowNull]
    public List<LookRow> Rows { get; set => field = value ?? []; } = [];

    public IReadOnlyList<Look> Looks => [.. Rows.Select(row => new Look(row.Name ?? "", row.Words ?? ""))];

    public static LookFields Of(IReadOnlyList<Look> looks) => new()
    {
        Rows = [.. Enumerable.Range(0, Catalog.Looks.Most).Select(row => row < looks.Count ? new LookRow { Name = looks[row].Name, Words = looks[row].Words } : new LookRow())],
    };
}

/// <summary>One look; empty for none.</summary>
public sealed class LookRow
{
    public string? Name { get; set; }
    public string? Words { get; set; }
}
