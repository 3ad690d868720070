using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Starts the training of a draft: the trigger word and a concept number are claimed and the job is queued, in one commit.</summary>
public sealed class Training(IDbContextFactory<HubDbContext> hubs, BlockedContent blocked, TimeProvider clock, JobLimits limits, QuotaLimits quotas)
{
    private const int Strangers = 12;

    public async Task<SubmitResult> SubmitAsync(Actor actor, InstalledModel model, Guid draftId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var draft = await hub.Drafts.Include(d => d.Pictures).FirstOrDefaultAsync(d => d.Id == draftId && d.OwnerId == actor.Id, cancellation);
        if (draft is null) return Refused("This draft does not exist any more.");
        if (draft.State != DraftState.Draft) return Refused("The training of this draft was started already.");

        var problems = (draft.Lora is null ? PictureProblems(draft) : await NicheProblemsAsync(hub, draft, cancellation)).Concat(WordProblems(draft)).ToList();
        var concept = draft.VersionOf is null ? null : await hub.Concepts.AsNoTracking().SingleAsync(c => c.Id == draft.VersionOf, cancellation);
        if (concept is not null && await VersionDrafts.ProblemAsync(hub, actor.Id, concept, cancellation) is { } problem) problems.Add(problem);
        var key = ConceptWords.TriggerKey(draft.Description.TriggerWord);
        if (concept is null && problems.Count == 0 && await IsTakenAsync(hub, key, cancellation)) problems.Add($"The trigger word {ConceptWords.Trigger(key)} is taken. Please choose another.");
        if (problems.Count == 0) problems.AddRange(await blocked.ProblemsAsync(hub, new BlockedContent.AskedContent(draft.Lora, null, [.. draft.Pictures.OrderBy(p => p.Place).Select(p => p.Blob)], []), cancellation));
        if (problems.Count > 0) return new SubmitResult.Refused(problems);
        if (await JobDesk.RefusalAsync(hub, actor, JobKind.Train, limits, cancellation) is { } refusal) return refusal;

        var now = clock.GetUtcNow();
        if (await DayLimits.TrainingProblemAsync(hub, actor, quotas.Of(actor).TrainingMinutesPerDay, now, cancellation) is { } spent) return Refused(spent);
        var jobId = Guid.CreateVersion7();
        var wish = new SlotWish(model, JobDesk.Key(jobId), Reservations.Commons, now, now + limits.ReservationLease) { VersionOf = concept?.Id };
        if (await Slots.ClaimAsync(hub, wish, cancellation) is not { } number) return Refused("No concept number is free any more for this base model.");

        hub.Jobs.Add(NewJob(draft, model, jobId, number, await StrangersAsync(hub, model, concept?.Id, cancellation), now));
        draft.State = DraftState.Training;
        draft.TriggerKey = concept is null ? key : null; // a concept holds its word itself
        draft.JobId = jobId;
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new SubmitResult.Queued(jobId);
    }

    /// <summary>Whether a trigger word can be chosen now; it is claimed only by <see cref="SubmitAsync"/>.</summary>
    /// <returns>A sentence about what is wrong with it, or null.</returns>
    public async Task<string?> TriggerProblemAsync(string triggerWord, CancellationToken cancellation)
    {
        if (ConceptWords.TriggerProblem(triggerWord) is { } problem) return problem;
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await IsTakenAsync(hub, ConceptWords.TriggerKey(triggerWord), cancellation) ? $"The trigger word {ConceptWords.Trigger(triggerWord)} is taken." : null;
    }

    internal static async Task<bool> IsTakenAsync(HubDbContext hub, string key, CancellationToken cancellation) =>
        await hub.Concepts.AnyAsync(c => c.TriggerKey == key && c.State != ConceptState.Deleted, cancellation)
        || await hub.Drafts.AnyAsync(d => d.TriggerKey == key, cancellation);

    /// <summary>What must be right before anything is made of the draft.</summary>
    internal static IEnumerable<string> WordProblems(TrainDraft draft)
    {
        var (words, choices) = (draft.Description, draft.Description.Choices);
        if (ConceptWords.TriggerProblem(words.TriggerWord) is { } trigger) yield return trigger;
        if (ConceptWords.ClassProblem(words.ClassWord) is { } classWord) yield return classWord;
        if (choices.Steps is < 10 or > 4000) yield return $"Steps go from 10 to 4000, not {choices.Steps}.";
        if (choices.SampleEvery < 5) yield return "Between two samples there are at least 5 steps.";
    }

    private static IEnumerable<string> PictureProblems(TrainDraft draft)
    {
        if (draft.Pictures.Count < TrainDrafts.FewestPictures) yield return $"A training needs at least {TrainDrafts.FewestPictures} pictures; there are {draft.Pictures.Count}.";
        if (draft.Pictures.Count > TrainDrafts.MostPictures) yield return $"A training takes at most {TrainDrafts.MostPictures} pictures; there are {draft.Pictures.Count}.";
    }

    // Nobody waits for a distillation without having seen what costs nothing.
    private static async Task<IEnumerable<string>> NicheProblemsAsync(HubDbContext hub, TrainDraft draft, CancellationToken cancellation) =>
        await hub.Jobs.AnyAsync(j => j.Id == draft.NicheJobId && j.State == JobState.Succeeded, cancellation) ? [] : ["The LoRA has to be projected into its niche first."];

    // The newest: what people will mix with it soon. Versions of one concept are never mixed.
    private static Task<List<string>> StrangersAsync(HubDbContext hub, InstalledModel model, Guid? versionOf, CancellationToken cancellation) =>
        hub.ConceptVersions.Where(v => v.Concept.State == ConceptState.Published && v.BaseModelHash == model.Hash && v.ConceptId != versionOf)
            .Where(v => !hub.ConceptVersions.Any(later => later.ConceptId == v.ConceptId && later.BaseModelHash == model.Hash && later.Number > v.Number))
            .OrderByDescending(v => v.CreatedAt).ThenBy(v => v.Id).Select(v => v.AdapterBlob).Take(Strangers).ToListAsync(cancellation);

    private static Job NewJob(TrainDraft draft, InstalledModel model, Guid jobId, int number, IReadOnlyList<string> strangers, DateTimeOffset now)
    {
        var trigger = ConceptWords.Trigger(draft.Description.TriggerWord);
        var classWord = draft.Description.ClassWord.Trim().ToLowerInvariant();
        return new Job
        {
            Id = jobId,
            OwnerId = draft.OwnerId,
            Kind = JobKind.Train,
            Title = $"{trigger} {classWord}",
            Of = draft.Description.Choices.Steps,
            CreatedAt = now,
            Order = new TrainingOrder
            {
                DraftId = draft.Id,
                VersionOf = draft.VersionOf,
                Model = model,
                ConceptNumber = number,
                Kind = draft.Description.Kind,
                TriggerWord = trigger,
                ClassWord = classWord,
                Lora = draft.Lora?.Lesson(draft.Description),
                Strangers = strangers,
                Choices = draft.Description.Choices,
                Pictures = [.. draft.Pictures.OrderBy(p => p.Place).Select(p => new CaptionedPicture(p.Blob, ConceptWords.Caption(p.Caption, trigger, classWord)))],
            },
        };
    }

    private static SubmitResult.Refused Refused(string problem) => new([problem]);
}
