using ConceptHub.Catalog;
using Microsoft.AspNetCore.Components.Authorization;

namespace ConceptHub.Web.Shell;

/// <summary>Who looks at this page or circuit, in the catalog's terms.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication)
{
    /// <summary>Null for a visitor who is not signed in.</summary>
    public async Task<Actor?> FindAsync() => Actor.From((await authentication.GetAuthenticationStateAsync()).User);

    /// <summary>For pages behind <c>[Authorize]</c>.</summary>
    /// <exception cref="UnauthorizedAccessException">Nobody is signed in.</exception>
    public async Task<Actor> RequireAsync() =>
        await FindAsync() ?? throw new UnauthorizedAccessException("This needs a signed-in member.");
}
