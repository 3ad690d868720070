namespace ConceptHub.Web.Accounts;

/// <summary>Keeps "send me back where I was" inside the hub.</summary>
public static class LocalAddress
{
    /// <summary>The address when it is a path of this site, else the fallback: never another host, never a scheme.</summary>
    public static string Or(string? address, string fallback) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal) && !address.StartsWith("/\\", StringComparison.Ordinal)
        && !address.Any(char.IsControl)
            ? address
            : fallback;
}
