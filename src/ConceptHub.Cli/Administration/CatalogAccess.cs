using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Administration;

/// <summary>The catalog of the home folder, with the same services that the site has.</summary>
internal static class CatalogAccess
{
    public static ServiceProvider Open() => new ServiceCollection().AddCatalog(new CatalogOptions { Home = HubHome.Find() }).BuildServiceProvider();

    /// <summary>Writes a privileged act that changes no row to the audit. Models may be added before the site first starts: then there is no audit to write to.</summary>
    public static async Task RecordAsync(string action, string target, string reason, CancellationToken cancellation)
    {
        await using var services = Open();
        if (File.Exists(services.GetRequiredService<HubHome>().DatabaseFile)) await services.GetRequiredService<Audit>().RecordAsync(Actor.Operator, action, target, reason, cancellation);
    }

    /// <exception cref="CannotRunException">There is no database yet.</exception>
    public static ServiceProvider OpenExisting()
    {
        var services = Open();
        var file = services.GetRequiredService<HubHome>().DatabaseFile;
        if (File.Exists(file)) return services;
        services.Dispose();
        throw new CannotRunException($"There is no database at {file} yet. Start the site or run 'concepthub migrate' first.");
    }
}
