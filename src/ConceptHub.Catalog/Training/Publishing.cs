using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Makes a finished training, or a ready adapter, a concept that everybody can find, at once or from a set time on; its number is held for good in the same commit.</summary>
public sealed class Publishing(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, BlockedContent blocked, FirstReviews reviews, TimeProvider clock)
{
    public const int MostShowcasePictures = 12;

    internal const int UsualShowcasePictures = 4;

    public async Task<PublishResult> PublishAsync(Actor actor, Guid draftId, PublishRequest request, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var draft = await TrainDrafts.OwnAsync(hub, actor, draftId, cancellation);
        if (draft is null || draft.VersionOf is not null) return new PublishResult.NotFound();
        if (await AlreadyAsync(hub, draft, cancellation) is { } published) return published;
        if (await MadeAdapter.OfAsync(hub, draft, cancellation) is not { } made) return new PublishResult.Refused(["The training of this concept is not finished."]);
        if (await RefusalAsync(hub, actor, request, made, cancellation) is { } refusal) return refusal;
        if (await blocked.ProblemsAsync(hub, made.Asked(draft.Lora, made.Chosen(request.Showcase)), cancellation) is [_, ..] blocks) return new PublishResult.Refused(blocks);
        if (await hub.Concepts.AnyAsync(c => c.TriggerKey == draft.TriggerKey && c.State != ConceptState.Deleted, cancellation)) return new PublishResult.TriggerTaken(made.TriggerWord);

        var concept = NewConcept(actor, made, request);
        concept.Versions.Add(await made.VersionAsync(new VersionRequest { Strength = request.Strength, Looks = request.Looks }, 1, draft.Lora, blobs, clock.GetUtcNow(), cancellation));
        concept.Pictures.AddRange(made.Showcase(made.Chosen(request.Showcase)));
        if (request.ShowTrainingPictures) concept.Pictures.AddRange(made.TrainingPictures());
        if (await ConceptOrigins.SetAsync(hub, concept, request.Origin, actor, cancellation) is { } unknown) return new PublishResult.Refused([unknown]);
        hub.Concepts.Add(concept);
        await reviews.AskAsync(hub, actor, concept, cancellation);
        Depictions.Add(hub, concept, 1, request.Depicts, actor, clock.GetUtcNow());
        if (concept.State == ConceptState.Published) await Notices.TellFollowersAsync(hub, concept, cancellation);
        draft.State = DraftState.Published;
        draft.ConceptId = concept.Id;
        draft.TriggerKey = null; // the concept holds the word now
        await hub.SaveChangesAsync(cancellation);
        await made.HoldNumberAsync(hub, concept.Id, cancellation);
        await work.CommitAsync(cancellation);
        return new PublishResult.Published(concept.Id, concept.Slug);
    }

    private static async Task<PublishResult?> AlreadyAsync(HubDbContext hub, TrainDraft draft, CancellationToken cancellation)
    {
        if (draft.ConceptId is not { } id) return null;
        return new PublishResult.Published(id, await hub.Concepts.Where(c => c.Id == id).Select(c => c.Slug).SingleAsync(cancellation));
    }

    private async Task<PublishResult?> RefusalAsync(HubDbContext hub, Actor actor, PublishRequest request, MadeAdapter made, CancellationToken cancellation)
    {
        var problems = new List<string>();
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) problems.Add("Your account is suspended; nothing can be published now.");
        if (ConceptWords.NameProblem(request.Name) is { } name) problems.Add(name);
        if (ConceptWords.DescriptionProblem(request.Description) is { } description) problems.Add(description);
        if (ConceptWords.TagsProblem(request.Tags) is { } tags) problems.Add(tags);
        if (Depictions.Problem(made.Kind, request.Depicts) is { } depicted) problems.Add(depicted);
        if (ConceptOrigins.Problem(request.Origin) is { } origin) problems.Add(origin);
        if (Looks.Problem(request.Looks, made.TriggerWord) is { } looks) problems.Add(looks);
        if (request.PublishAt is { } at && ConceptListing.TimeProblem(at, clock.GetUtcNow()) is { } time) problems.Add(time);
        problems.AddRange(made.Problems(request.Showcase, request.Strength));
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
        State = request.PublishAt is null ? ConceptState.Published : ConceptState.Unpublished,
        IsUnpublished = request.PublishAt is not null,
        ScheduledFor = request.PublishAt,
        PublishedAt = clock.GetUtcNow(),
        Trend = Trending.New(clock.GetUtcNow()),
    };
}
