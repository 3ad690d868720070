using ConceptHub.BlockLora;

namespace ConceptHub.Web.Concepts;

/// <summary>How kinds are written for people, in addresses and in class names.</summary>
public static class KindWords
{
    public static IReadOnlyList<ConceptKind> All { get; } = [ConceptKind.Person, ConceptKind.Subject, ConceptKind.Scene, ConceptKind.Style];

    public static string Name(this ConceptKind kind) => kind.ToString();

    public static string Plural(this ConceptKind kind) => kind == ConceptKind.Person ? "People" : kind + "s";

    /// <summary>In addresses: <c>?kind=person</c>.</summary>
    public static string Word(this ConceptKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>The class that colours a <c>hub-tag</c>.</summary>
    public static string Css(this ConceptKind kind) => "kind-" + kind.Word();
}
