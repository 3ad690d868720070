using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Train;

namespace ConceptHub.Web.Jobs;

/// <summary>Where a job is looked at.</summary>
public static class JobAddress
{
    /// <summary>The wizard of a training; the composer with the settings of a picture, attached to the job.</summary>
    public static string Of(JobDetails job)
    {
        if (job.Order is TrainingOrder training) return TrainAddress.Of(training.DraftId);
        var order = (GenerationOrder)job.Order;
        var state = ComposeState.From(order.Settings, order.Recipe);
        state.JobId = job.Summary.Id;
        return ComposeAddress.Of(state);
    }
}
