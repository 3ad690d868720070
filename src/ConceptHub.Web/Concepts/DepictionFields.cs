using ConceptHub.Catalog;

namespace ConceptHub.Web.Concepts;

/// <summary>What a form says about who is shown.</summary>
public sealed class DepictionFields
{
    public DepictedPerson? Person { get; set; }
    public string? Note { get; set; }

    /// <summary>Null while nothing is chosen.</summary>
    public Depiction? Said => Person is { } person ? new Depiction(person, Note ?? "") : null;

    public static DepictionFields Of(DepictionInfo? said) => new() { Person = said?.Person, Note = said?.Note };
}
