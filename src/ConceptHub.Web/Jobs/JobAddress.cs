using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Concepts;
using ConceptHub.Web.Train;

namespace ConceptHub.Web.Jobs;

/// <summary>Where a job is looked at.</summary>
public static class JobAddress
{
    /// <summary>Leads to the page of the job, whatever its kind.</summary>
    public static string Of(Guid jobId) => $"jobs/{jobId}";

    /// <summary>The wizard of a training or of a brought LoRA; the composer with the settings of a picture, attached to the job, or with concepts that were settled; the page of a concept that is measured.</summary>
    public static string Of(JobDetails job)
    {
        if (job.Order is TrainingOrder training) return TrainAddress.Of(training.DraftId);
        if (job.Order is NicheOrder niche) return TrainAddress.Of(niche.DraftId);
        if (job.Order is SettleOrder settle) return ComposeAddress.Of(new ComposeState { Recipe = [.. settle.Recipe], IsSettled = job.Summary.State == JobState.Succeeded });
        if (job.Order is MeasureOrder measure) return ConceptAddress.Kept(measure.Part.ConceptId);
        var order = (GenerationOrder)job.Order;
        var state = ComposeState.From(order.Settings, order.Recipe);
        (state.JobId, state.Count) = (job.Summary.Id, order.Count);
        return ComposeAddress.Of(state);
    }
}

/// <summary>The door to a job: leads its owner to where it is looked at.</summary>
public static class JobEndpoints
{
    public static void MapHubJobs(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/jobs/{id:guid}", async (Guid id, HttpContext context, Catalog.Jobs jobs, CancellationToken cancellation) =>
            Actor.From(context.User) is { } actor && await jobs.FindAsync(actor, id, cancellation) is { } job
                ? Results.LocalRedirect("~/" + JobAddress.Of(job))
                : Results.NotFound()).RequireAuthorization();
}
