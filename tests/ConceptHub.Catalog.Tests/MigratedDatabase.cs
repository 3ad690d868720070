using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Catalog.Tests;

/// <summary>Migrating takes longer than most tests: it is done once, and hubs begin with a copy.</summary>
public static class MigratedDatabase
{
    private static readonly Lazy<Task<byte[]>> Migrated = new(MigrateAsync);

    public static async Task PutAsync(HubHome home, CancellationToken cancellation)
    {
        Directory.CreateDirectory(home.State);
        await File.WriteAllBytesAsync(home.DatabaseFile, await Migrated.Value, cancellation);
    }

    private static async Task<byte[]> MigrateAsync()
    {
        var home = new HubHome(Directory.CreateTempSubdirectory("concepthub-migrated-").FullName);
        await using (var services = new ServiceCollection().AddCatalog(new CatalogOptions { Home = home }).BuildServiceProvider())
        {
            await services.GetRequiredService<HubSetup>().MigrateAsync(CancellationToken.None);
            await using var database = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
            await database.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");   // all of it is in the one file
        }

        var bytes = await File.ReadAllBytesAsync(home.DatabaseFile);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(home.Root, recursive: true);
        return bytes;
    }
}
