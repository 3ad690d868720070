using ConceptHub.Catalog;
using Microsoft.AspNetCore.WebUtilities;

namespace ConceptHub.Web.Concepts;

/// <summary>Addresses of a concept.</summary>
public static class ConceptAddress
{
    public static string Of(ConceptCard card) => Of(card.Id, card.Slug);

    public static string Of(Guid id, string slug) => slug.Length > 0 ? $"concepts/{id}/{slug}" : $"concepts/{id}";

    public static string Edit(Guid id) => $"concepts/{id}/edit";

    public static string Download(Guid id, int version) => $"concepts/{id}/versions/{version}/adapter";

    /// <summary>What is in a version's file.</summary>
    public static string File(ConceptCard card, int version) => $"concepts/{card.Id}/{card.Slug}/versions/{version}/file";

    /// <summary>Where its page says how much of it is left among others.</summary>
    public static string Kept(Guid id) => $"concepts/{id}#kept";

    /// <summary>Opens the composer with the concept added.</summary>
    public static string Compose(Guid id) => $"compose?add={id}";

    /// <summary>The same with a prompt to begin with.</summary>
    public static string Compose(Guid id, string prompt) => QueryHelpers.AddQueryString(Compose(id), "p", prompt);
}
