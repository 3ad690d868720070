using ConceptHub.Catalog;

namespace ConceptHub.Web.Administration;

/// <summary>What roles may do, in words.</summary>
internal static class RoleWords
{
    public static string Of(string role) => HubPermissions.Of(role) is { Count: > 0 } held ? string.Join(", ", held.Select(Of)) : AdministrationTexts.MayNothingMore;

    private static string Of(HubPermission permission) => permission switch
    {
        HubPermission.SkipFirstReview => AdministrationTexts.MaySkipFirstReview,
        HubPermission.HigherQuotas => AdministrationTexts.MayHigherQuotas,
        HubPermission.Moderate => AdministrationTexts.MayModerate,
        HubPermission.SeeAudit => AdministrationTexts.MaySeeAudit,
        HubPermission.ManageMembers => AdministrationTexts.MayManageMembers,
        HubPermission.ManageModels => AdministrationTexts.MayManageModels,
        HubPermission.SeeFigures => AdministrationTexts.MaySeeFigures,
        _ => "",
    };
}
