using ConceptHub.Catalog;
using ConceptHub.Web.Limits;
using ConceptHub.Web.Startup;

namespace ConceptHub.Web.Safety;

/// <summary>What keeps a hub safe that strangers may join: limits of jobs, first reviews, how long things are kept, and prints of pictures for blocks.</summary>
public static class SafetyServices
{
    /// <exception cref="InvalidOperationException">A setting will not do; the message is a sentence for the operator.</exception>
    public static IServiceCollection AddHubSafety(this IServiceCollection services, IConfiguration settings)
    {
        var reviews = settings.GetSection("Hub:FirstReviews").Get<FirstReviewOptions>() ?? new FirstReviewOptions();
        var retention = settings.GetSection("Hub:Retention").Get<RetentionOptions>() ?? new RetentionOptions();
        var jobs = settings.GetSection("Hub:Jobs").Get<JobLimits>() ?? new JobLimits();
        if ((reviews.Problem ?? retention.Problem ?? jobs.Problem) is { } problem) throw new InvalidOperationException(problem);
        return services.AddSingleton(reviews).AddSingleton(retention).AddSingleton(jobs).AddSingleton<HubLimits>().AddHostedService<PrintRounds>().AddHostedService<RetentionRounds>();
    }
}
