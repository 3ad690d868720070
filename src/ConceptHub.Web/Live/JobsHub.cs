using ConceptHub.Catalog;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace ConceptHub.Web.Live;

/// <summary>What a listening program is told.</summary>
public interface IJobListener
{
    Task Progress(Guid jobId, JobProgress progress);

    /// <param name="jobId">The job.</param>
    /// <param name="step">Denoising steps done.</param>
    /// <param name="jpeg">A small picture.</param>
    Task Preview(Guid jobId, int step, byte[] jpeg);

    Task Metric(Guid jobId, JobMetricPoint point);

    /// <param name="jobId">The job.</param>
    /// <param name="step">Training steps done.</param>
    /// <param name="address">Of the picture, on this site.</param>
    Task Sample(Guid jobId, int step, string address);

    Task Ended(Guid jobId, JobState state, JobFailure? failure);
}

/// <summary><c>/hubs/jobs</c>: programs listen to jobs of the member they sign in as. One group for each job; the site's own pages use <see cref="LiveFeed"/>.</summary>
[Authorize]
public sealed class JobsHub(Catalog.Jobs jobs) : Hub<IJobListener>
{
    /// <returns>The state now, so that nothing finished is missed; null when there is no such job or it is somebody else's.</returns>
    public async Task<JobSummary?> Watch(Guid jobId)
    {
        if (Actor.From(Context.User) is not { } actor) return null;
        var details = await jobs.FindAsync(actor, jobId, Context.ConnectionAborted);
        if (details is not null) await Groups.AddToGroupAsync(Context.ConnectionId, Group(jobId), Context.ConnectionAborted);
        return details?.Summary;
    }

    public Task Unwatch(Guid jobId) => Groups.RemoveFromGroupAsync(Context.ConnectionId, Group(jobId), Context.ConnectionAborted);

    internal static string Group(Guid jobId) => $"job-{jobId:N}";
}
