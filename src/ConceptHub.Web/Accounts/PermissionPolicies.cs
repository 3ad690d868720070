using ConceptHub.Catalog;

namespace ConceptHub.Web.Accounts;

/// <summary>A policy for each permission, under its name: <c>[Authorize(Policy = nameof(HubPermission.Moderate))]</c>.</summary>
internal static class PermissionPolicies
{
    public static IServiceCollection AddPermissionPolicies(this IServiceCollection services)
    {
        var policies = services.AddAuthorizationBuilder();
        foreach (var permission in Enum.GetValues<HubPermission>())
            policies.AddPolicy(permission.ToString(), policy => policy.RequireAuthenticatedUser().RequireAssertion(asked => Actor.From(asked.User)?.May(permission) == true));
        return services;
    }

    public static TBuilder RequirePermission<TBuilder>(this TBuilder routes, HubPermission permission) where TBuilder : IEndpointConventionBuilder =>
        routes.RequireAuthorization(permission.ToString());
}
