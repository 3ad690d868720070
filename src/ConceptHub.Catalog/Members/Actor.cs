using System.Security.Claims;

namespace ConceptHub.Catalog;

/// <summary>Who asks: handed to every use case, which decides by it what is permitted. Suspension is read from the database, not from here.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="Name">The user name, for audit lines.</param>
/// <param name="Roles">Names out of <see cref="HubRoles"/>.</param>
public sealed record Actor(Guid Id, string Name, IReadOnlyCollection<string> Roles)
{
    /// <summary>Whether one of the actor's roles holds the permission.</summary>
    public bool May(HubPermission permission) => Roles.Any(role => HubPermissions.Of(role).Contains(permission));

    /// <summary>The permission that is asked for most: <see cref="HubPermission.Moderate"/>.</summary>
    public bool CanModerate => May(HubPermission.Moderate);

    /// <summary>The operator at the console, or the hub itself at its first start.</summary>
    public static Actor Operator { get; } = new(Guid.Empty, "operator", [HubRoles.Administrator]);

    /// <summary>The signed-in member of a cookie or token, or null for a visitor.</summary>
    public static Actor? From(ClaimsPrincipal? principal)
    {
        if (!Guid.TryParse(principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var id)) return null;
        var roles = principal.FindAll(ClaimTypes.Role).Select(claim => claim.Value).ToArray();
        return new Actor(id, principal.FindFirstValue(ClaimTypes.Name) ?? "", roles);
    }
}
