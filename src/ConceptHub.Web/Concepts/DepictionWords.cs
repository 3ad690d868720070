using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Concepts;

/// <summary>Who is shown, in a line.</summary>
internal static class DepictionWords
{
    public static string Of(DepictionInfo said) => said.Person switch
    {
        DepictedPerson.Invented => ConceptsTexts.DepictsInvented,
        DepictedPerson.Self => ConceptsTexts.DepictsSelf.With(said.MemberName),
        _ => ConceptsTexts.DepictsAgreed,
    };
}
