using ConceptHub.Catalog;

namespace ConceptHub.Web.Concepts;

/// <summary>What is typed into <see cref="OriginRows"/>; the catalog judges it.</summary>
public sealed class OriginFields
{
    public string? Credit { get; set; }
    public string? Parents { get; set; }

    public Origin Origin => new(Credit ?? "", Parents ?? "");

    public static OriginFields Of(Origin origin) => new() { Credit = origin.Credit, Parents = origin.Parents };
}
