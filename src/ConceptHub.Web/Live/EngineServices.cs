using ConceptHub.Catalog;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Engine;

namespace ConceptHub.Web.Live;

/// <summary>The bridge from the catalog's jobs to the engine, with the worker inside this process.</summary>
public static class EngineServices
{
    public static IServiceCollection AddHubEngine(this IServiceCollection services, HubHome home, IConfiguration settings)
    {
        var engine = Engine(settings);
        services.AddSingleton(engine);
        services.AddSingleton(MemoryBudget.Of(engine.CacheMebibytes)).AddSingleton<CacheMeter>();
        services.AddSingleton(settings.GetSection("Training").Get<TrainingOptions>() ?? new TrainingOptions());
        services.AddSingleton(new WorkerOptions());
        services.AddSingleton(provider => new ModelStore(home.Models, home.AddedModels, provider.GetRequiredService<TimeProvider>())).AddSingleton<ModelIntake>();
        services.AddSingleton(provider => new DeviceThread(() => TorchDevice.Open(provider.GetRequiredService<ModelStore>().Find(engine.Model) ?? Path.Combine(home.Models, engine.Model), engine.Limits, provider.GetRequiredService<MemoryBudget>(), engine.SettlingRounds)));
        services.AddSingleton<IJobTransport, InProcessTransport>();
        services.AddSingleton<IBlobStore, EngineBlobs>().AddSingleton<ICheckpointStore, EngineCheckpoints>();
        services.AddSingleton<Drawings>().AddSingleton<JobRuns>().AddSingleton<Worker>().AddSingleton<ConflictForecast>().AddSingleton<PictureEmbeddings>();
        services.AddSingleton<EngineHost>().AddHostedService(provider => provider.GetRequiredService<EngineHost>());

        services.AddSingleton<JobBell>().AddSingleton<LiveFeed>().AddSingleton<JobControl>().AddSingleton<JobRecorder>();
        services.AddHostedService<JobDispatcher>();
        services.AddSignalR();
        return services;
    }

    /// <summary>A sentence for the operator about a setting that will not do; null when all will.</summary>
    public static string? Problem(IConfiguration settings) => Engine(settings).Problem;

    public static void MapHubLive(this IEndpointRouteBuilder routes) => routes.MapHub<JobsHub>("/hubs/jobs");

    private static EngineOptions Engine(IConfiguration settings) => settings.GetSection("Engine").Get<EngineOptions>() ?? new EngineOptions();
}
