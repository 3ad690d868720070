using ConceptHub.Catalog;
using ConceptHub.Web.Limits;
using ConceptHub.Web.Startup;

namespace ConceptHub.Web.Safety;

/// <summary>What keeps a hub safe that strangers may join: limits of jobs, first reviews, how long things are kept, and prints of pictures for blocks.</summary>
public static class SafetyServices
{
    public static IServiceCollection AddHubSafety(this IServiceCollection services, IConfiguration settings) => services
        .AddSingleton(Reviews(settings)).AddSingleton(Retention(settings)).AddSingleton(Jobs(settings)).AddSingleton<HubLimits>()
        .AddHostedService<PrintRounds>().AddHostedService<RetentionRounds>();

    /// <summary>A sentence for the operator about a setting that will not do; null when all will.</summary>
    public static string? Problem(IConfiguration settings) => Reviews(settings).Problem ?? Retention(settings).Problem ?? Jobs(settings).Problem;

    private static FirstReviewOptions Reviews(IConfiguration settings) => settings.GetSection("Hub:FirstReviews").Get<FirstReviewOptions>() ?? new FirstReviewOptions();

    private static RetentionOptions Retention(IConfiguration settings) => settings.GetSection("Hub:Retention").Get<RetentionOptions>() ?? new RetentionOptions();

    private static JobLimits Jobs(IConfiguration settings) => settings.GetSection("Hub:Jobs").Get<JobLimits>() ?? new JobLimits();
}
