namespace ConceptHub.Web.Searches;

/// <summary>Addresses of saved searches; what one finds has the catalog's address.</summary>
public static class SearchAddress
{
    /// <summary>One's own, beside the collections.</summary>
    public const string Mine = "collections#searches";

    public static string Edit(Guid id) => $"searches/{id}/edit";
}
