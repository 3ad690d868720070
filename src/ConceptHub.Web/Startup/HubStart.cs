using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Administration;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ConceptHub.Web.Startup;

/// <summary>What happens before the first page: the database is brought up to date, then the addresses are told.</summary>
public static class HubStart
{
    public static IServiceCollection AddHubStart(this IServiceCollection services) => services
        .AddSingleton<BaseModelGate>()
        .AddHostedService<SeedConcepts>()
        .AddHostedService<FileHashing>()
        .AddHostedService<Housekeeping>()
        .AddHostedService<PlannedPublishing>()
        .AddHostedService<SearchRounds>()
        .AddHostedService<EmbeddingRounds>()
        .AddHostedService<KeptRounds>();

    /// <summary>Migrates, and arranges that the address and (while nobody is administrator) the one-time link are printed.</summary>
    public static async Task PrepareAsync(this WebApplication app)
    {
        var setup = app.Services.GetRequiredService<HubSetup>();
        await setup.MigrateAsync(CancellationToken.None);
        await setup.RecoverAsync(CancellationToken.None);
        app.Services.GetRequiredService<ModelStore>().RemoveHalfWritten();
        ModelUploads.RemoveHalfWritten(app.Services.GetRequiredService<HubHome>());
        var token = await app.Services.GetRequiredService<AdministratorLink>().IssueAsync(CancellationToken.None);
        app.Lifetime.ApplicationStarted.Register(() => Tell(app, token));
    }

    // For the operator's eyes, on the console only: the link must not go into log files.
    private static void Tell(WebApplication app, string? token)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        if (address is null) return;
        address = address.Replace("0.0.0.0", "localhost", StringComparison.Ordinal).Replace("[::]", "localhost", StringComparison.Ordinal);
        address += app.Configuration.PathBase();
        Console.WriteLine($"ConceptHub is open at {address}");
        if (token is not null)
            Console.WriteLine($"Become administrator (works once): {address}/account/administrator?token={Uri.EscapeDataString(token)}");
    }
}
