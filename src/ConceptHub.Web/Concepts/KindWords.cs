using ConceptHub.BlockLora;

namespace ConceptHub.Web.Concepts;

/// <summary>How kinds are written for people, in addresses and in class names.</summary>
public static class KindWords
{
    public static IReadOnlyList<ConceptKind> All { get; } = [ConceptKind.Person, ConceptKind.Subject, ConceptKind.Scene, ConceptKind.Style];

    public static string Name(this ConceptKind kind) => kind switch
    {
        ConceptKind.Person => ConceptsTexts.Person,
        ConceptKind.Subject => ConceptsTexts.Subject,
        ConceptKind.Scene => ConceptsTexts.Scene,
        _ => ConceptsTexts.Style,
    };

    public static string Plural(this ConceptKind kind) => kind switch
    {
        ConceptKind.Person => ConceptsTexts.People,
        ConceptKind.Subject => ConceptsTexts.Subjects,
        ConceptKind.Scene => ConceptsTexts.Scenes,
        _ => ConceptsTexts.Styles,
    };

    /// <summary>In addresses: <c>?kind=person</c>.</summary>
    public static string Word(this ConceptKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>The class that colours a <c>hub-tag</c>.</summary>
    public static string Css(this ConceptKind kind) => "kind-" + kind.Word();
}
