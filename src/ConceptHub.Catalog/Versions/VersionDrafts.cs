using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Begins new versions of concepts. Each is a draft, which goes the way of all drafts (<see cref="TrainDrafts"/>) but keeps the concept's words and number.</summary>
public sealed class VersionDrafts(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <summary>A draft with the newest version's pictures and settings; while one is unfinished, that one.</summary>
    public async Task<StartVersionResult> StartAsync(Actor actor, Guid conceptId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var concept = await hub.Concepts.AsNoTracking().FirstOrDefaultAsync(c => c.Id == conceptId && c.OwnerId == actor.Id && c.State != ConceptState.Deleted, cancellation);
        if (concept is null) return new StartVersionResult.Refused("The concept was removed, or it is not yours.");
        if (await hub.Drafts.Where(d => d.ConceptId == conceptId && d.State != DraftState.Published).Select(d => (Guid?)d.Id).FirstOrDefaultAsync(cancellation) is { } begun) return new StartVersionResult.Started(begun);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new StartVersionResult.Refused("Your account is suspended; nothing can be trained now.");
        if (Problem(concept) is { } problem) return new StartVersionResult.Refused(problem);

        // The draft of the newest version keeps what that one was trained from.
        var former = await hub.Drafts.AsNoTracking().Include(d => d.Pictures).Where(d => d.ConceptId == conceptId).OrderByDescending(d => d.CreatedAt).FirstOrDefaultAsync(cancellation);
        var draft = NewDraft(concept, former);
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

    private TrainDraft NewDraft(Concept concept, TrainDraft? former) => new()
    {
        OwnerId = concept.OwnerId,
        ConceptId = concept.Id,
        Description = new DraftDescription { Kind = concept.Kind, TriggerWord = concept.TriggerKey, ClassWord = concept.ClassWord, Choices = former?.Description.Choices ?? new TrainingChoices() },
        CreatedAt = clock.GetUtcNow(),
        Pictures = [.. (former?.Pictures ?? []).OrderBy(p => p.Place).Select(p => new DraftPicture { Place = p.Place, Blob = p.Blob, Caption = p.Caption, WidthPixels = p.WidthPixels, HeightPixels = p.HeightPixels })],
    };
}
