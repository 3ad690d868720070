using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Makes a finished training a concept that everybody can find; its number is held for good in the same commit.</summary>
public sealed class Publishing(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, TimeProvider clock)
{
    private const int MostShowcasePictures = 12;
    private const int UsualShowcasePictures = 4;

    public async Task<PublishResult> PublishAsync(Actor actor, Guid draftId, PublishRequest request, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var draft = await hub.Drafts.FirstOrDefaultAsync(d => d.Id == draftId && d.OwnerId == actor.Id, cancellation);
        if (draft is null) return new PublishResult.NotFound();
        if (await AlreadyAsync(hub, draft, cancellation) is { } published) return published;

        var job = await hub.Jobs.AsNoTracking().FirstOrDefaultAsync(j => j.Id == draft.JobId, cancellation);
        if (draft.State != DraftState.Trained || job is not { Order: TrainingOrder order, Outcome: AdapterTrained adapter })
            return new PublishResult.Refused(["The training of this concept is not finished."]);

        var samples = await hub.JobSamples.Where(s => s.JobId == job.Id).OrderBy(s => s.Step).Select(s => s.Blob).ToListAsync(cancellation);
        if (await RefusalAsync(hub, actor, request, samples, cancellation) is { } refusal) return refusal;
        if (await hub.Concepts.AnyAsync(c => c.TriggerKey == draft.TriggerKey && c.State != ConceptState.Deleted, cancellation)) return new PublishResult.TriggerTaken(order.TriggerWord);

        var concept = NewConcept(actor, order, request);
        concept.Versions.Add(NewVersion(order, adapter, request));
        concept.Pictures.AddRange(Showcase(order, request, samples));
        if (request.ShowTrainingPictures) concept.Pictures.AddRange(TrainingPictures(order));
        hub.Concepts.Add(concept);
        await Notices.TellFollowersAsync(hub, concept, cancellation);
        draft.State = DraftState.Published;
        draft.ConceptId = concept.Id;
        draft.TriggerKey = null; // the concept holds the word now
        await hub.SaveChangesAsync(cancellation);
        if (!await Slots.PublishedAsync(hub, JobDesk.Key(job.Id), concept.Id, cancellation))
            throw new InvalidOperationException($"Job {job.Id} does not hold concept number {adapter.ConceptNumber} as trained.");
        await work.CommitAsync(cancellation);
        return new PublishResult.Published(concept.Id, concept.Slug);
    }

    private static async Task<PublishResult?> AlreadyAsync(HubDbContext hub, TrainDraft draft, CancellationToken cancellation)
    {
        if (draft.ConceptId is not { } id) return null;
        return new PublishResult.Published(id, await hub.Concepts.Where(c => c.Id == id).Select(c => c.Slug).SingleAsync(cancellation));
    }

    private static async Task<PublishResult?> RefusalAsync(HubDbContext hub, Actor actor, PublishRequest request, IReadOnlyCollection<string> samples, CancellationToken cancellation)
    {
        var problems = new List<string>();
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) problems.Add("Your account is suspended; nothing can be published now.");
        if (ConceptWords.NameProblem(request.Name) is { } name) problems.Add(name);
        if (ConceptWords.DescriptionProblem(request.Description) is { } description) problems.Add(description);
        if (ConceptWords.TagsProblem(request.Tags) is { } tags) problems.Add(tags);
        if (request.Strength is not { Min: >= 0, Max: <= 2 } strength || !(strength.Min <= strength.Recommended && strength.Recommended <= strength.Max))
            problems.Add("Strengths go from 0 to 2, and the recommended one lies between the least and the most.");
        if (request.Showcase.Count > MostShowcasePictures) problems.Add($"At most {MostShowcasePictures} pictures can be shown.");
        if (request.Showcase.Except(samples).Any()) problems.Add("Only samples of this training can be shown.");
        return problems.Count == 0 ? null : new PublishResult.Refused(problems);
    }

    private Concept NewConcept(Actor actor, TrainingOrder order, PublishRequest request) => new()
    {
        OwnerId = actor.Id,
        Name = request.Name.Trim(),
        Slug = ConceptWords.Slug(request.Name),
        Kind = order.Kind,
        TriggerWord = order.TriggerWord,
        TriggerKey = ConceptWords.TriggerKey(order.TriggerWord),
        ClassWord = order.ClassWord,
        Description = request.Description.Trim(),
        Tags = ConceptWords.Tags(request.Tags),
        Licence = request.Licence,
        AgeRating = request.AgeRating,
        PublishedAt = clock.GetUtcNow(),
        Trend = Trending.New(clock.GetUtcNow()),
    };

    private ConceptVersion NewVersion(TrainingOrder order, AdapterTrained adapter, PublishRequest request) => new()
    {
        Number = 1,
        AdapterBlob = adapter.AdapterBlob,
        AdapterBytes = blobs.LengthOf(adapter.AdapterBlob),
        ConceptNumber = adapter.ConceptNumber,
        BaseModelHash = order.Model.Hash,
        PlanHash = order.Model.PlanHash,
        Strength = request.Strength,
        Training = adapter.Training,
        CreatedAt = clock.GetUtcNow(),
    };

    private static IEnumerable<ConceptPicture> Showcase(TrainingOrder order, PublishRequest request, IReadOnlyList<string> samples)
    {
        var caption = $"{order.TriggerWord} {order.ClassWord}";
        // Late samples are the best trained ones: newest first.
        var shown = request.Showcase.Count > 0 ? request.Showcase.Distinct() : samples.Reverse().Distinct().Take(UsualShowcasePictures);
        return shown.Select((blob, place) => new ConceptPicture { Role = ConceptPictureRole.Showcase, Place = place, Blob = blob, Caption = caption });
    }

    private static IEnumerable<ConceptPicture> TrainingPictures(TrainingOrder order) =>
        order.Pictures.Select((picture, place) => new ConceptPicture { Role = ConceptPictureRole.Training, Place = place, Blob = picture.Blob, Caption = picture.Caption });
}
