using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Live;
using ConceptHub.Web.Startup;

namespace ConceptHub.Web.Compose;

/// <summary>What the composer works with.</summary>
internal sealed record ComposeServices(RecipeLookup Lookup, Pictures Pictures, JobControl Control, EngineHost Engine, BaseModelGate Gate, ConflictForecast Forecast, TimeProvider Clock);

/// <summary>Adds the composer.</summary>
public static class ComposeRegistration
{
    public static IServiceCollection AddHubComposer(this IServiceCollection services) =>
        services.AddSingleton<RecipeLookup>().AddSingleton<PictureRecall>().AddSingleton<ComposeServices>();
}
