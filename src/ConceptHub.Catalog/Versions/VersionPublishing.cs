using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Makes a finished training the newest version of its concept. Recipes keep theirs; whom it may concern is told in the same commit.</summary>
public sealed class VersionPublishing(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, BlockedContent blocked, TimeProvider clock)
{
    public const int LongestNote = 500;

    /// <returns>The concept; trigger words are never taken, since it keeps its own.</returns>
    public async Task<PublishResult> PublishAsync(Actor actor, Guid draftId, VersionRequest request, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var draft = await hub.Drafts.FirstOrDefaultAsync(d => d.Id == draftId && d.OwnerId == actor.Id, cancellation);
        if (draft?.ConceptId is not { } id) return new PublishResult.NotFound();
        var concept = await hub.Concepts.Include(c => c.Pictures).SingleAsync(c => c.Id == id, cancellation);
        if (draft.State == DraftState.Published) return new PublishResult.Published(concept.Id, concept.Slug);
        if (await MadeAdapter.OfAsync(hub, draft, cancellation) is not { } made) return new PublishResult.Refused(["The training of this version is not finished."]);
        if (await RefusalAsync(hub, actor, concept, request, made, cancellation) is { } refusal) return refusal;
        if (await blocked.ProblemsAsync(hub, made.Asked(draft.Lora, request.Showcase), cancellation) is [_, ..] blocks) return new PublishResult.Refused(blocks);

        var newest = await hub.ConceptVersions.Where(v => v.ConceptId == id).MaxAsync(v => v.Number, cancellation);
        var version = await made.VersionAsync(request, newest + 1, draft.Lora, blobs, clock.GetUtcNow(), cancellation);
        concept.Versions.Add(version);
        Depictions.Add(hub, concept, version.Number, request.Depicts, actor, version.CreatedAt);
        hub.ConceptVersions.Add(version); // said aloud: it has an id, so EF would take it for an old one
        if (request.Showcase.Count > 0) Replace(hub, concept, ConceptPictureRole.Showcase, made.Showcase(request.Showcase));
        Replace(hub, concept, ConceptPictureRole.Training, request.ShowTrainingPictures ? made.TrainingPictures() : []);
        if (concept.State == ConceptState.Published) await Notices.TellOfVersionAsync(hub, concept, version, actor, cancellation);
        Collaborators.Note(hub, actor, concept, $"publish version {version.Number}", version.CreatedAt);
        await FirstReviews.ChangedAsync(hub, concept, version.CreatedAt, cancellation);
        draft.State = DraftState.Published;
        await hub.SaveChangesAsync(cancellation);
        await made.HoldNumberAsync(hub, id, cancellation);
        await work.CommitAsync(cancellation);
        return new PublishResult.Published(concept.Id, concept.Slug);
    }

    private static async Task<PublishResult?> RefusalAsync(HubDbContext hub, Actor actor, Concept concept, VersionRequest request, MadeAdapter made, CancellationToken cancellation)
    {
        var problems = new List<string>();
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) problems.Add("Your account is suspended; nothing can be published now.");
        if (await VersionDrafts.ProblemAsync(hub, actor.Id, concept, cancellation) is { } gone) problems.Add(gone);
        if (request.ChangeNote.Trim().Length == 0) problems.Add("Please say what is new in this version.");
        if (request.ChangeNote.Length > LongestNote) problems.Add($"The change note has {request.ChangeNote.Length} characters; {LongestNote} is the most.");
        if (Depictions.Problem(concept.Kind, request.Depicts) is { } depicted) problems.Add(depicted);
        if (Looks.Problem(request.Looks, concept.TriggerWord) is { } looks) problems.Add(looks);
        problems.AddRange(made.Problems(request.Showcase, request.Strength));
        return problems.Count == 0 ? null : new PublishResult.Refused(problems);
    }

    private static void Replace(HubDbContext hub, Concept concept, ConceptPictureRole role, IEnumerable<ConceptPicture> pictures)
    {
        var added = pictures.ToList();
        hub.ConceptPictures.RemoveRange(concept.Pictures.Where(p => p.Role == role));
        concept.Pictures.AddRange(added);
        hub.ConceptPictures.AddRange(added);
    }
}
