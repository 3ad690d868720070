using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Has the LoRAs of drafts projected into their niches. What comes of it is the member's to download; the catalog publishes adapters in blocks only.</summary>
public sealed class Niches(IDbContextFactory<HubDbContext> hubs, BlockedContent blocked, TimeProvider clock, JobLimits limits)
{
    public async Task<SubmitResult> SubmitAsync(Actor actor, InstalledModel model, Guid draftId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var draft = await TrainDrafts.OwnAsync(hub, actor, draftId, cancellation);
        if (draft?.Lora is not { } lora) return new SubmitResult.Refused(["This draft does not exist any more."]);
        if (draft.State != DraftState.Draft) return new SubmitResult.Refused(["The training of this draft was started already."]);
        if (Training.WordProblems(draft).ToList() is [_, ..] problems) return new SubmitResult.Refused(problems);
        if (await blocked.ProblemsAsync(hub, new BlockedContent.AskedContent(lora, null, [], []), cancellation) is [_, ..] blocks) return new SubmitResult.Refused(blocks);
        if (await JobDesk.RefusalAsync(hub, actor, JobKind.Niche, limits, cancellation) is { } refusal) return refusal;

        var words = draft.Description;
        var (trigger, classWord) = (ConceptWords.Trigger(words.TriggerWord), words.ClassWord.Trim().ToLowerInvariant());
        var order = new NicheOrder { DraftId = draft.Id, Model = model, Kind = words.Kind, TriggerWord = trigger, ClassWord = classWord, Lora = lora.Lesson(words) };
        var job = new Job { OwnerId = actor.Id, Kind = JobKind.Niche, Title = $"{trigger} {classWord}", Order = order, CreatedAt = clock.GetUtcNow() };
        hub.Jobs.Add(job);
        draft.NicheJobId = job.Id;
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new SubmitResult.Queued(job.Id);
    }

    /// <summary>The projected LoRA of a draft.</summary>
    /// <returns>Null when there is none, or the draft is somebody else's.</returns>
    public async Task<NicheFile?> FindAsync(Actor actor, Guid draftId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var draft = await hub.Drafts.AsNoTracking().FirstOrDefaultAsync(d => d.Id == draftId && d.OwnerId == actor.Id, cancellation);
        if (draft?.NicheJobId is not { } jobId) return null;
        var job = await hub.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == jobId, cancellation);
        return job?.Outcome is NicheMade made ? new NicheFile(ConceptWords.Slug(draft.Description.TriggerWord), made.LoraBlob) : null;
    }
}

/// <param name="Slug">For the file's name.</param>
/// <param name="Blob">The file in the blob store.</param>
public sealed record NicheFile(string Slug, string Blob);
