using Microsoft.EntityFrameworkCore;
using Change = ConceptHub.Catalog.ModerationAct.Change;

namespace ConceptHub.Catalog;

/// <summary>What moderators do to a concept that may stay: each with a reason that its owner reads.</summary>
public sealed class ConceptActs(IDbContextFactory<HubDbContext> hubs, SanctionOptions options, TimeProvider clock)
{
    /// <summary>Out of the catalog until its owner, who reads why, has mended it and publishes it again; open reports are upheld.</summary>
    public Task<ActionResult> UnpublishAsync(Actor actor, Guid id, Grounds grounds, CancellationToken cancellation) => ActAsync(actor, id, DecisionAction.Unpublish, "unpublish", grounds, async (hub, concept) =>
    {
        if (concept.State != ConceptState.Published) return Change.Refused("It is not in the catalog now.");
        (concept.State, concept.IsUnpublished, concept.HiddenReason) = (ConceptState.Unpublished, true, grounds.Sentence);
        await Takedown.FollowAsync(hub, id, concept.OwnerId, clock.GetUtcNow(), cancellation);
        await Moderation.CloseAsync(hub, new ModerationTarget(TargetKind.Concept, id), hub.Reports, ReportState.Upheld, clock.GetUtcNow(), cancellation);
        return Change.Done();
    }, cancellation);

    public Task<ActionResult> RateAsync(Actor actor, Guid id, AgeRating rating, Grounds grounds, CancellationToken cancellation) => ActAsync(actor, id, DecisionAction.Rate, "change rating", grounds, (_, concept) =>
    {
        if (!Enum.IsDefined(rating) || concept.AgeRating == rating) return Refuse("It has this rating already.");
        var before = concept.AgeRating;
        concept.AgeRating = rating;
        return Task.FromResult(Change.Done($"{before} → {rating}.") with { Undo = new Undo { Rating = new Undo.Turn<AgeRating>(before, rating) } });
    }, cancellation);

    public Task<ActionResult> RenameAsync(Actor actor, Guid id, string name, Grounds grounds, CancellationToken cancellation) => ActAsync(actor, id, DecisionAction.Rename, "rename", grounds, (_, concept) =>
    {
        if (ConceptWords.NameProblem(name) is { } problem) return Refuse(problem);
        if (concept.Name == name.Trim()) return Refuse("It has this name already.");
        var before = concept.Name;
        (concept.Name, concept.Slug) = (name.Trim(), ConceptWords.Slug(name));
        return Task.FromResult(Change.Done($"“{before}” → “{concept.Name}”.") with { Undo = new Undo { Name = new Undo.Turn<string>(before, concept.Name) } });
    }, cancellation);

    /// <summary>From now on exactly these fields are kept from the owner's changes; none unlocks them all.</summary>
    public Task<ActionResult> LockAsync(Actor actor, Guid id, ConceptFields fields, Grounds grounds, CancellationToken cancellation) => ActAsync(actor, id, DecisionAction.Lock, "lock fields", grounds, (_, concept) =>
    {
        fields &= ConceptFields.All;
        if (concept.LockedFields == fields) return Refuse("These fields are locked already, and no others.");
        var before = concept.LockedFields;
        concept.LockedFields = fields;
        return Task.FromResult(Change.Done($"{before} → {fields}.") with { Undo = new Undo { Locked = new Undo.Turn<ConceptFields>(before, fields) } });
    }, cancellation);

    /// <summary>Takes pictures out of what the concept shows.</summary>
    public Task<ActionResult> RemovePicturesAsync(Actor actor, Guid id, IReadOnlyCollection<Guid> pictures, Grounds grounds, CancellationToken cancellation) => ActAsync(actor, id, DecisionAction.RemovePictures, "remove pictures", grounds, async (hub, _) =>
    {
        var removed = await hub.ConceptPictures.Where(p => p.ConceptId == id && pictures.Contains(p.Id)).ToListAsync(cancellation);
        if (removed.Count == 0) return Change.Refused("Please choose pictures that it shows.");
        hub.ConceptPictures.RemoveRange(removed);
        return Change.Done($"{removed.Count} {(removed.Count == 1 ? "picture" : "pictures")} ({string.Join(", ", removed.Select(p => p.Blob[..Math.Min(12, p.Blob.Length)]))}).") with
        {
            Undo = new Undo { Pictures = [.. removed.Select(p => new Undo.RemovedPicture(p.Id, p.Role, p.Place, p.Blob, p.Caption, p.Settings))] },
        };
    }, cancellation);

    /// <summary>A sentence when an edit of the owner's touches a locked field; null when it does not.</summary>
    internal static string? LockProblem(Concept concept, ConceptEdit edit) => concept.LockedFields switch
    {
        var locked when locked.HasFlag(ConceptFields.Name) && edit.Name.Trim() != concept.Name => Locked("name"),
        var locked when locked.HasFlag(ConceptFields.Description) && edit.Description.Trim() != concept.Description => Locked("description"),
        var locked when locked.HasFlag(ConceptFields.Tags) && !ConceptWords.Tags(edit.Tags).SequenceEqual(concept.Tags) => Locked("tags"),
        var locked when locked.HasFlag(ConceptFields.Rating) && edit.AgeRating != concept.AgeRating => Locked("age rating"),
        _ => null,
    };

    private static string Locked(string field) => $"A moderator locked the {field}; please leave it as it is. Why is told under “Decisions” in your account.";

    private Task<ActionResult> ActAsync(Actor actor, Guid id, DecisionAction action, string name, Grounds grounds, Func<HubDbContext, Concept, Task<Change>> change, CancellationToken cancellation) =>
        new ModerationAct(actor, name, new ModerationTarget(TargetKind.Concept, id), grounds, action).RunAsync(hubs, options, clock.GetUtcNow(), async hub =>
            await hub.Concepts.FirstOrDefaultAsync(c => c.Id == id && c.State != ConceptState.Deleted, cancellation) is { } concept ? await change(hub, concept) : Change.NotFound, cancellation);

    private static Task<Change> Refuse(string sentence) => Task.FromResult(Change.Refused(sentence));
}
