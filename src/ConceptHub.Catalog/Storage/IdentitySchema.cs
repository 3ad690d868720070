using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Catalog;

/// <summary>
/// Identity's model asks the application's services which schema it should have. Here they are fixed, so that the model is the
/// same in the site, on the command line and when migrations are made. Version 3 brings passkeys.
/// </summary>
internal static class IdentitySchema
{
    public static IServiceProvider Services { get; } = new ServiceCollection()
        .Configure<IdentityOptions>(identity =>
        {
            identity.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            identity.Stores.MaxLengthForKeys = 128;
        })
        .BuildServiceProvider();
}
