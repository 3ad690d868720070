using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Makes a finished training, or a ready adapter, a concept that everybody can find; its number is held for good in the same commit.</summary>
public sealed class Publishing(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, TimeProvider clock)
{
    public const int MostShowcasePictures = 12;

    private const int UsualShowcasePictures = 4;

    public async Task<PublishResult> PublishAsync(Actor actor, Guid draftId, PublishRequest request, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var draft = await TrainDrafts.OwnAsync(hub, actor, draftId, cancellation);
        if (draft is null) return new PublishResult.NotFound();
        if (await AlreadyAsync(hub, draft, cancellation) is { } published) return published;
        if (await MadeAdapter.OfAsync(hub, draft, cancellation) is not { } made) return new PublishResult.Refused(["The training of this concept is not finished."]);
        if (await RefusalAsync(hub, actor, request, made.Samples, cancellation) is { } refusal) return refusal;
        if (await hub.Concepts.AnyAsync(c => c.TriggerKey == draft.TriggerKey && c.State != ConceptState.Deleted, cancellation)) return new PublishResult.TriggerTaken(made.TriggerWord);

        var concept = NewConcept(actor, made, request);
        concept.Versions.Add(NewVersion(made, request, await ContentHashes.OfAsync(blobs, made.Blob, cancellation), draft.Lora?.ContentHash));
        concept.Pictures.AddRange(Showcase(made, request));
        if (request.ShowTrainingPictures) concept.Pictures.AddRange(TrainingPictures(made));
        hub.Concepts.Add(concept);
        await Notices.TellFollowersAsync(hub, concept, cancellation);
        draft.State = DraftState.Published;
        draft.ConceptId = concept.Id;
        draft.TriggerKey = null; // the concept holds the word now
        await hub.SaveChangesAsync(cancellation);
        if (!await Slots.PublishedAsync(hub, made.SlotKey, concept.Id, cancellation))
            throw new InvalidOperationException($"Draft {draft.Id} does not hold concept number {made.ConceptNumber} as trained.");
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
        if (request.Showcase.Except(samples).Any()) problems.Add("Only samples of this training, or pictures of this draft, can be shown.");
        return problems.Count == 0 ? null : new PublishResult.Refused(problems);
    }

    private Concept NewConcept(Actor actor, MadeAdapter made, PublishRequest request) => new()
    {
        OwnerId = actor.Id,
        Name = request.Name.Trim(),
        Slug = ConceptWords.Slug(request.Name),
        Kind = made.Kind,
        TriggerWord = made.TriggerWord,
        TriggerKey = ConceptWords.TriggerKey(made.TriggerWord),
        ClassWord = made.ClassWord,
        Description = request.Description.Trim(),
        Tags = ConceptWords.Tags(request.Tags),
        Licence = request.Licence,
        AgeRating = request.AgeRating,
        PublishedAt = clock.GetUtcNow(),
        Trend = Trending.New(clock.GetUtcNow()),
    };

    private ConceptVersion NewVersion(MadeAdapter made, PublishRequest request, string contentHash, string? sourceHash) => new()
    {
        Number = 1,
        AdapterBlob = made.Blob,
        AdapterBytes = blobs.LengthOf(made.Blob),
        ConceptNumber = made.ConceptNumber,
        BaseModelHash = made.Model.Hash,
        PlanHash = made.Model.PlanHash,
        Strength = request.Strength,
        Training = made.Training,
        ContentHash = contentHash,
        SourceHash = sourceHash,
        CreatedAt = clock.GetUtcNow(),
    };

    private static IEnumerable<ConceptPicture> Showcase(MadeAdapter made, PublishRequest request)
    {
        var caption = $"{made.TriggerWord} {made.ClassWord}";
        // Late samples are the best trained ones: newest first.
        var shown = request.Showcase.Count > 0 ? request.Showcase.Distinct() : made.Samples.Reverse().Distinct().Take(UsualShowcasePictures);
        return shown.Select((blob, place) => new ConceptPicture { Role = ConceptPictureRole.Showcase, Place = place, Blob = blob, Caption = caption });
    }

    private static IEnumerable<ConceptPicture> TrainingPictures(MadeAdapter made) =>
        made.Pictures.Select((picture, place) => new ConceptPicture { Role = ConceptPictureRole.Training, Place = place, Blob = picture.Blob, Caption = picture.Caption });
}
