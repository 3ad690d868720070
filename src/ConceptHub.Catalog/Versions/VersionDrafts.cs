using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Begins new versions of concepts. Each is a draft, which goes the way of all drafts (<see cref="TrainDrafts"/>) but keeps the concept's words and number.</summary>
public sealed class VersionDrafts(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <summary>A draft with the pictures and settings of the actor's newest version; while one of theirs is unfinished, that one.</summary>
    public async Task<StartVersionResult> StartAsync(Actor actor, Guid conceptId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var concept = await hub.Concepts.AsNoTracking().FirstOrDefaultAsync(c => c.Id == conceptId && c.State != ConceptState.Deleted, cancellation);
        if (concept is null || !await Collaborators.MayEditAsync(hub, actor.Id, concept, cancellation)) return new StartVersionResult.Refused("The concept was removed, or it is not yours.");
        var begun = await hub.Drafts.FirstOrDefaultAsync(d => d.ConceptId == conceptId && d.State != DraftState.Published, cancellation);
        if (begun?.OwnerId == actor.Id) return new StartVersionResult.Started(begun.Id);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new StartVersionResult.Refused("Your account is suspended; nothing can be trained now.");
        if (Problem(concept) is { } problem) return new StartVersionResult.Refused(problem);
        if (begun is not null && await MakeRoomAsync(hub, concept, begun, cancellation) is { } busy) return new StartVersionResult.Refused(busy);

        // The draft of the newest version keeps what that one was trained from. Pictures are their maker's: nobody is handed those of another.
        var former = await hub.Drafts.AsNoTracking().Include(d => d.Pictures).Where(d => d.ConceptId == conceptId && d.OwnerId == actor.Id).OrderByDescending(d => d.CreatedAt).FirstOrDefaultAsync(cancellation);
        var draft = NewDraft(actor, concept, former);
        hub.Drafts.Add(draft);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new StartVersionResult.Started(draft.Id);
    }

    /// <summary>Why a concept cannot get a new version now, or null.</summary>
    internal static string? Problem(Concept concept) => concept.State switch
    {
        ConceptState.Deleted => $"“{concept.Name}” was deleted, so it cannot get a new version. Please discard this draft.",
        ConceptState.Hidden => $"“{concept.Name}” is hidden by a moderator. It can get a new version once it is shown again; until then this draft is kept.",
        _ => null,
    };

    /// <summary>Why this member cannot give a concept a new version now, or null.</summary>
    internal static async Task<string?> ProblemAsync(HubDbContext hub, Guid maker, Concept concept, CancellationToken cancellation) =>
        Problem(concept) ?? (await Collaborators.MayEditAsync(hub, maker, concept, cancellation) ? null : $"You do not work on “{concept.Name}” any more, so it gets no new version from you. Please discard this draft.");

    // There is one new version at a time. That of somebody who does not work on the concept any more gives way, unless it is being trained.
    private static async Task<string?> MakeRoomAsync(HubDbContext hub, Concept concept, TrainDraft begun, CancellationToken cancellation)
    {
        var maker = await hub.Users.Where(m => m.Id == begun.OwnerId).Select(m => m.UserName).SingleAsync(cancellation);
        if (begun.State == DraftState.Training || await Collaborators.MayEditAsync(hub, begun.OwnerId, concept, cancellation))
            return $"{maker} has begun a new version already, and there is one at a time. Please wait until it is published or discarded.";
        await TrainDrafts.DropAsync(hub, begun, cancellation);
        return null;
    }

    private TrainDraft NewDraft(Actor actor, Concept concept, TrainDraft? former) => new()
    {
        OwnerId = actor.Id,
        ConceptId = concept.Id,
        Description = new DraftDescription { Kind = concept.Kind, TriggerWord = concept.TriggerKey, ClassWord = concept.ClassWord, Choices = former?.Description.Choices ?? new TrainingChoices() },
        CreatedAt = clock.GetUtcNow(),
        Pictures = [.. (former?.Pictures ?? []).OrderBy(p => p.Place).Select(p => new DraftPicture { Place = p.Place, Blob = p.Blob, Caption = p.Caption, WidthPixels = p.WidthPixels, HeightPixels = p.HeightPixels })],
    };
}
