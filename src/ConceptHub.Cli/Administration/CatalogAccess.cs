using ConceptHub.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Administration;

/// <summary>The catalog of the home folder, with the same services that the site has.</summary>
internal static class CatalogAccess
{
    public static ServiceProvider Open() => new ServiceCollection().AddCatalog(new CatalogOptions { Home = HubHome.Find() }).BuildServiceProvider();
}
