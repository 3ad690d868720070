using ConceptHub.Catalog;
using ConceptHub.Engine;

namespace ConceptHub.Web.Live;

/// <summary>What members do to jobs: order and cancel. The catalog decides whether they may.</summary>
public sealed class JobControl(Catalog.Jobs jobs, Composer composer, Training training, IJobTransport transport, LiveFeed feed, JobBell bell)
{
    public async Task<SubmitResult> DrawAsync(Actor actor, InstalledModel model, Composition composition, CancellationToken cancellation) =>
        Rung(await composer.SubmitAsync(actor, model, composition, cancellation));

    public async Task<SubmitResult> TrainAsync(Actor actor, InstalledModel model, Guid draftId, CancellationToken cancellation) =>
        Rung(await training.SubmitAsync(actor, model, draftId, cancellation));

    /// <summary>Takes effect in the row at once, on the device within one step.</summary>
    public async Task<CancelResult> CancelAsync(Actor actor, Guid jobId, CancellationToken cancellation)
    {
        var result = await jobs.RequestCancelAsync(actor, jobId, cancellation);
        if (result is CancelResult.Cancelled { Attempt: { } attempt }) await transport.CancelAsync(new JobTicket(jobId, attempt), cancellation);
        if (result is CancelResult.Cancelled) await feed.RefreshAsync(actor.Id, jobId, cancellation);
        return result;
    }

    private SubmitResult Rung(SubmitResult result)
    {
        if (result is SubmitResult.Queued) bell.Ring();
        feed.QueueMoved();
        return result;
    }
}
