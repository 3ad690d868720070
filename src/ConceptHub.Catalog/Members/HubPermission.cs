namespace ConceptHub.Catalog;

/// <summary>What a role lets its holders do. Services and policies ask for these, never for a role.</summary>
public enum HubPermission
{
    /// <summary>First concepts are in the catalog without a moderator's look.</summary>
    SkipFirstReview,

    /// <summary>More bytes, training minutes, comments and reports (<see cref="QuotaLimits.Trusted"/>).</summary>
    HigherQuotas,

    /// <summary>See what is hidden; hide, restore, dismiss and change what others published.</summary>
    Moderate,

    SeeAudit,

    /// <summary>List members, grant and take roles, make recovery links.</summary>
    ManageMembers,

    /// <summary>Add and remove base models.</summary>
    ManageModels,

    /// <summary>The page of figures, and <c>/metrics</c>.</summary>
    SeeFigures,
}

/// <summary>Which role holds which permissions: the one place that says so.</summary>
public static class HubPermissions
{
    private static readonly HubPermission[] Trusted = [HubPermission.SkipFirstReview, HubPermission.HigherQuotas];
    private static readonly HubPermission[] Moderator = [.. Trusted, HubPermission.Moderate, HubPermission.SeeAudit];

    private static readonly Dictionary<string, IReadOnlyList<HubPermission>> Table = new()
    {
        [HubRoles.Member] = [],
        [HubRoles.Trusted] = Trusted,
        [HubRoles.Moderator] = Moderator,
        [HubRoles.Administrator] = Enum.GetValues<HubPermission>(),
    };

    /// <summary>Empty for what is no role.</summary>
    public static IReadOnlyList<HubPermission> Of(string role) => Table.GetValueOrDefault(role, []);
}
