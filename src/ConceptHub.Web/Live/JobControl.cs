using ConceptHub.Catalog;
using ConceptHub.Engine;

namespace ConceptHub.Web.Live;

/// <summary>What members do to jobs: order and cancel. The catalog decides whether they may.</summary>
public sealed class JobControl(
    Catalog.Jobs jobs, Composer composer, Training training, Niches niches, Settlings settlings, KeptReports kept, DeviceThread device, IJobTransport transport, LiveFeed feed, JobBell bell)
{
    public Task<SubmitResult> DrawAsync(Actor actor, InstalledModel model, Composition composition, CancellationToken cancellation) => QueueAsync(async () =>
    {
        // Asked now: nobody should stand in line for a refusal.
        var opened = await device.Device;
        var problems = (composition.Grid?.Settings(composition) ?? [composition.Settings]).Select(settings => opened.Problem(Plain(model, composition, settings))).OfType<string>();
        return problems.FirstOrDefault() is { } problem
            ? new SubmitResult.Refused([problem])
            : await composer.SubmitAsync(actor, model, composition, cancellation);
    });

    public Task<SubmitResult> TrainAsync(Actor actor, InstalledModel model, Guid draftId, CancellationToken cancellation) =>
        QueueAsync(() => training.SubmitAsync(actor, model, draftId, cancellation));

    public Task<SubmitResult> ProjectAsync(Actor actor, InstalledModel model, Guid draftId, CancellationToken cancellation) =>
        QueueAsync(() => niches.SubmitAsync(actor, model, draftId, cancellation));

    public Task<SubmitResult> SettleAsync(Actor actor, InstalledModel model, IReadOnlyList<RecipeEntry> recipe, CancellationToken cancellation) =>
        QueueAsync(() => settlings.SubmitAsync(actor, model, recipe, cancellation));

    public Task<SubmitResult> MeasureAsync(Actor actor, InstalledModel model, Guid conceptId, CancellationToken cancellation) =>
        QueueAsync(() => kept.SubmitAsync(actor, model, conceptId, cancellation));

    /// <summary>Takes effect in the row at once, on the device within one step.</summary>
    public async Task<CancelResult> CancelAsync(Actor actor, Guid jobId, CancellationToken cancellation)
    {
        var result = await jobs.RequestCancelAsync(actor, jobId, cancellation);
        if (result is CancelResult.Cancelled { Attempt: { } attempt }) await transport.CancelAsync(new JobTicket(jobId, attempt), cancellation);
        if (result is CancelResult.Cancelled) await feed.RefreshAsync(actor.Id, jobId, cancellation);
        return result;
    }

    private static GenerateRequest Plain(InstalledModel model, Composition composition, PictureSettings settings) =>
        JobRequests.From(new JobTicket(), new GenerationOrder { Model = model, Settings = settings, Count = composition.Count, Recipe = [], Parts = [] });

    private async Task<SubmitResult> QueueAsync(Func<Task<SubmitResult>> submit)
    {
        try
        {
            var result = await submit();
            if (result is SubmitResult.Queued) bell.Ring();
            feed.QueueMoved();
            return result;
        }
        catch (Exception fault) when (StorageFullException.IsBehind(fault))
        {
            return new SubmitResult.Refused([StorageFullException.Sentence]);
        }
    }
}
