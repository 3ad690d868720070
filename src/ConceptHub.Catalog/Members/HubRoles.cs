namespace ConceptHub.Catalog;

/// <summary>The four roles; every signed-up member is a <see cref="Member"/>.</summary>
public static class HubRoles
{
    public const string Member = "member";
    public const string Trusted = "trusted";
    public const string Moderator = "moderator";
    public const string Administrator = "administrator";

    public static IReadOnlyList<string> All { get; } = [Member, Trusted, Moderator, Administrator];

    /// <summary>Roles over other members' work and accounts; what they hold tells <see cref="HubPermissions"/>.</summary>
    public static IReadOnlyList<string> Privileged { get; } = [Moderator, Administrator];
}
