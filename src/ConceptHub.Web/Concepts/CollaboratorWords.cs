using ConceptHub.Catalog;

namespace ConceptHub.Web.Concepts;

/// <summary>Collaborators in words.</summary>
internal static class CollaboratorWords
{
    public static string Shown(CollaboratorInfo person) => person.DisplayName.Length > 0 ? person.DisplayName : person.UserName;
}
