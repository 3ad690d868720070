using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Edits what will be trained. Everything is in the database at once, so a reload or another device goes on from there.</summary>
public sealed class TrainDrafts(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, PictureUploads uploads, ExamplePictures examples, StorageQuotas storage, TimeProvider clock)
{
    public const int FewestPictures = 3;
    public const int MostPictures = 30;

    /// <summary>A new draft, or the one that the member started before and put nothing into.</summary>
    public async Task<Guid> StartAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var empty = await hub.Drafts.FirstOrDefaultAsync(d => d.OwnerId == actor.Id && d.State == DraftState.Draft && d.Pictures.Count == 0 && d.Lora == null && d.ConceptId == null, cancellation);
        if (empty is not null) return empty.Id;

        var draft = new TrainDraft { OwnerId = actor.Id, Description = new DraftDescription(), CreatedAt = clock.GetUtcNow() };
        hub.Drafts.Add(draft);
        await hub.SaveChangesAsync(cancellation);
        return draft.Id;
    }

    /// <returns>Null when there is no such draft or it is somebody else's.</returns>
    public async Task<TrainDraftInfo?> FindAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var draft = await hub.Drafts.AsNoTracking().Include(d => d.Pictures).FirstOrDefaultAsync(d => d.Id == id && d.OwnerId == actor.Id, cancellation);
        return draft is null ? null : Info(draft, await ConceptsOfAsync(hub, [draft], cancellation));
    }

    /// <summary>All that are not published yet, newest first.</summary>
    public async Task<IReadOnlyList<TrainDraftInfo>> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var drafts = await hub.Drafts.AsNoTracking().Include(d => d.Pictures)
            .Where(d => d.OwnerId == actor.Id && d.State != DraftState.Published)
            .OrderByDescending(d => d.CreatedAt).ToListAsync(cancellation);
        var concepts = await ConceptsOfAsync(hub, drafts, cancellation);
        return [.. drafts.Select(draft => Info(draft, concepts))];
    }

    public async Task<AddPicturesResult> AddPicturesAsync(Actor actor, Guid id, IReadOnlyList<UploadedFile> files, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var draft = await OwnAsync(hub, actor, id, cancellation);
        if (draft is null) return new AddPicturesResult.NotFound();
        if (!draft.TakesPictures) return new AddPicturesResult.Closed(draft.State);

        using var claim = storage.Begin(actor);
        var added = new List<DraftPicture>();
        var problems = new List<FileProblem>();
        foreach (var file in files)
        {
            var sentence = draft.Pictures.Count >= draft.MostPictures
                ? $"was left out: {(draft.Adapter is null ? "a training takes" : "a concept shows")} at most {draft.MostPictures} pictures."
                : await AddAsync(new Intake(hub, draft, added, claim), file, cancellation);
            if (sentence is not null) problems.Add(new FileProblem(file.Name, sentence));
        }

        await hub.SaveChangesAsync(cancellation);
        return new AddPicturesResult.Added([.. added.Select(Info)], problems);
    }

    /// <summary>Puts a ready-made set in the place of the draft's pictures, with its kind and class word.</summary>
    public async Task<AddPicturesResult> AddExamplesAsync(Actor actor, Guid id, string exampleSlug, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var draft = await OwnAsync(hub, actor, id, cancellation);
        if (draft is null || examples.Find(exampleSlug) is not { } set) return new AddPicturesResult.NotFound();
        if (draft.State != DraftState.Draft) return new AddPicturesResult.Closed(draft.State);

        using var claim = storage.Begin(actor);
        if (await claim.RefusalAsync(set.Training.Take(MostPictures).Sum(picture => new FileInfo(picture.Path).Length), cancellation) is { } full)
            return new AddPicturesResult.Added([], [new FileProblem(set.Concept.Name, full.FileProblem)]);

        // All in one commit at the end: an interruption leaves the draft as it was.
        hub.DraftPictures.RemoveRange(draft.Pictures);
        draft.Pictures.Clear();
        var (added, problems) = (new List<DraftPicture>(), new List<FileProblem>());
        foreach (var picture in set.Training.Take(MostPictures))
        {
            await using var content = File.OpenRead(picture.Path);
            var sentence = await AddAsync(new Intake(hub, draft, added, null), new UploadedFile(Path.GetFileName(picture.Path), content), cancellation);
            if (sentence is null) added[^1].Caption = picture.CaptionWithoutTrigger;
            else problems.Add(new FileProblem(Path.GetFileName(picture.Path), sentence));
        }

        if (draft.VersionOf is null) draft.Description = draft.Description with { Kind = set.Concept.Kind, ClassWord = set.Concept.ClassWord };
        await hub.SaveChangesAsync(cancellation);
        return new AddPicturesResult.Added([.. added.Select(Info)], problems);
    }

    public Task<ActionResult> CaptionAsync(Actor actor, Guid id, Guid pictureId, string caption, CancellationToken cancellation) =>
        EditAsync(actor, id, (_, draft) =>
        {
            if (caption.Length > 300) return new ActionResult.Refused("A caption has 300 characters at most.");
            if (draft.Pictures.Find(p => p.Id == pictureId) is not { } picture) return new ActionResult.NotFound();
            picture.Caption = caption.Trim();
            return new ActionResult.Done();
        }, cancellation);

    public Task<ActionResult> RemovePictureAsync(Actor actor, Guid id, Guid pictureId, CancellationToken cancellation) =>
        EditAsync(actor, id, (hub, draft) =>
        {
            if (draft.Pictures.Find(p => p.Id == pictureId) is not { } picture) return new ActionResult.NotFound();
            hub.DraftPictures.Remove(picture);
            return new ActionResult.Done();
        }, cancellation);

    /// <summary>Keeps whatever is typed; <see cref="Training"/> judges it when the training is started.</summary>
    public Task<ActionResult> DescribeAsync(Actor actor, Guid id, DraftDescription description, CancellationToken cancellation) =>
        EditAsync(actor, id, (_, draft) =>
        {
            if (draft.Adapter is not null) return new ActionResult.Refused("A ready adapter keeps the words that it was trained with.");
            if (new[] { description.TriggerWord, description.ClassWord, description.LoraWords }.Any(word => word.Length > 100)) return new ActionResult.Refused("That word is too long.");
            if (draft.VersionOf is not null && description with { Choices = draft.Description.Choices } != draft.Description) return new ActionResult.Refused("A new version keeps the kind, the trigger word and the plain word of its concept.");
            if (description with { TriggerWord = draft.Description.TriggerWord, Choices = draft.Description.Choices } != draft.Description) draft.NicheJobId = null; // it was made for other words
            draft.Description = description;
            return new ActionResult.Done();
        }, cancellation);

    /// <summary>Throws a draft away. A trained adapter goes with it, and its number is retired; that of a ready adapter, which nobody here has used, is free again.</summary>
    public async Task<ActionResult> DiscardAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var draft = await OwnAsync(hub, actor, id, cancellation);
        if (draft is null || draft.State == DraftState.Published) return new ActionResult.NotFound();
        if (draft.State == DraftState.Training) return new ActionResult.Refused("It trains right now. Please cancel the training first.");
        if (await hub.Jobs.AnyAsync(j => j.Id == draft.NicheJobId && (j.State == JobState.Queued || j.State == JobState.Running), cancellation))
            return new ActionResult.Refused("Its LoRA is being projected right now. Please cancel that first.");

        await DropAsync(hub, draft, cancellation);
        await work.CommitAsync(cancellation);
        return new ActionResult.Done();
    }

    /// <summary>Takes a draft away, within a transaction of the caller's.</summary>
    internal static async Task DropAsync(HubDbContext hub, TrainDraft draft, CancellationToken cancellation)
    {
        if (draft.JobId is { } job) await Slots.RetireAsync(hub, JobDesk.Key(job), cancellation);
        if (draft.Adapter is not null) await Slots.ReturnAsync(hub, JobDesk.Key(draft.Id), cancellation);
        hub.Drafts.Remove(draft);
        await hub.SaveChangesAsync(cancellation);
    }

    private async Task<ActionResult> EditAsync(Actor actor, Guid id, Func<HubDbContext, TrainDraft, ActionResult> edit, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var draft = await OwnAsync(hub, actor, id, cancellation);
        if (draft is null) return new ActionResult.NotFound();
        if (!draft.TakesPictures) return new ActionResult.Refused("It cannot be changed any more: its training was started.");

        var result = edit(hub, draft);
        if (result is ActionResult.Done) await hub.SaveChangesAsync(cancellation);
        return result;
    }

    private async Task<string?> AddAsync(Intake into, UploadedFile file, CancellationToken cancellation)
    {
        var (hub, draft, added, claim) = into;
        var read = await uploads.ReadAsync(file.Content, cancellation);
        if (read is not ReadPicture.Clean clean) return read.Match(_ => (string?)null, refused => refused.Sentence);
        if (await BlockedContent.ProblemAsync(hub, clean, cancellation) is { } blocked) return blocked;

        if (claim is not null && await claim.RefusalAsync(clean.Png.Length, cancellation) is { } full) return full.FileProblem;
        var blob = await blobs.PutAsync(clean.Png, cancellation);
        if (draft.Pictures.Exists(p => p.Blob == blob)) return "is in the draft already.";
        await PicturePrints.KeepAsync(hub, blob, clean.Print, cancellation);
        var place = draft.Pictures.Count == 0 ? 0 : draft.Pictures.Max(p => p.Place) + 1;
        var picture = new DraftPicture { DraftId = draft.Id, Place = place, Blob = blob, Caption = "", WidthPixels = clean.WidthPixels, HeightPixels = clean.HeightPixels };
        hub.DraftPictures.Add(picture); // which also puts it into draft.Pictures
        added.Add(picture);
        return null;
    }

    /// <param name="Claim">Asks for the room of each picture; null when that of all was asked for.</param>
    private sealed record Intake(HubDbContext Hub, TrainDraft Draft, List<DraftPicture> Added, StorageQuotas.Claim? Claim);

    internal static Task<TrainDraft?> OwnAsync(HubDbContext hub, Actor actor, Guid id, CancellationToken cancellation) =>
        hub.Drafts.Include(d => d.Pictures).FirstOrDefaultAsync(d => d.Id == id && d.OwnerId == actor.Id, cancellation);

    // All drafts are one member's.
    private static async Task<Dictionary<Guid, DraftConcept>> ConceptsOfAsync(HubDbContext hub, IReadOnlyCollection<TrainDraft> drafts, CancellationToken cancellation)
    {
        var ids = drafts.Select(draft => draft.VersionOf).OfType<Guid>().ToList();
        var known = new Dictionary<Guid, DraftConcept>();
        foreach (var concept in await hub.Concepts.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancellation))
            known[concept.Id] = new DraftConcept(concept.Id, concept.Name, concept.Slug, await VersionDrafts.ProblemAsync(hub, drafts.First().OwnerId, concept, cancellation));
        return known;
    }

    private static TrainDraftInfo Info(TrainDraft draft, Dictionary<Guid, DraftConcept> concepts) => new()
    {
        Id = draft.Id,
        State = draft.State,
        Description = draft.Description,
        Pictures = [.. draft.Pictures.OrderBy(p => p.Place).Select(Info)],
        VersionOf = draft.VersionOf is { } id ? concepts[id] : null,
        Lora = draft.Lora,
        Adapter = draft.Adapter,
        NicheJobId = draft.NicheJobId,
        JobId = draft.JobId,
        CreatedAt = draft.CreatedAt,
    };

    private static DraftPictureInfo Info(DraftPicture picture) => new(picture.Id, picture.Blob, picture.Caption, picture.WidthPixels, picture.HeightPixels);
}
