using System.CommandLine;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Administration;

/// <summary><c>concepthub migrate</c>: brings the database to this version.</summary>
internal static class MigrateCommand
{
    private static readonly Option<bool> Check = new("--check") { Description = "Change nothing; exit status 1 when migrations are pending." };

    public static Command Create()
    {
        var command = new Command("migrate", "Create the database in data/state, or bring it to this version.") { Check };
        command.Does(async (result, cancellation) =>
        {
            await using var services = CatalogAccess.Open();
            var home = services.GetRequiredService<HubHome>();
            var pending = await PendingAsync(services, cancellation);
            if (result.GetValue(Check))
            {
                Console.WriteLine(pending.Count == 0 ? $"{home.DatabaseFile} is of this version." : $"{home.DatabaseFile} needs {pending.Count} migrations: {string.Join(", ", pending)}.");
                return pending.Count == 0 ? Work.Done : Work.Failed;
            }

            await services.GetRequiredService<HubSetup>().MigrateAsync(cancellation);
            Console.WriteLine($"{home.DatabaseFile} is of this version; {pending.Count} migrations applied.");
            return Work.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<string>> PendingAsync(ServiceProvider services, CancellationToken cancellation)
    {
        await using var hub = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellation);
        // Asking a database that is not there would create its file.
        return File.Exists(services.GetRequiredService<HubHome>().DatabaseFile)
            ? [.. await hub.Database.GetPendingMigrationsAsync(cancellation)]
            : [.. hub.Database.GetMigrations()];
    }
}
