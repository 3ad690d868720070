using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What members do with collections of their own.</summary>
public sealed class CollectionEditing(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <summary>Collections of one member, and concepts of one collection.</summary>
    public const int Most = 200, MostConcepts = 500;

    private const string Suspended = "Your account is suspended; collections cannot be changed now.";

    /// <param name="first">A concept to begin with; null for none.</param>
    public async Task<CreateCollectionResult> CreateAsync(Actor actor, CollectionWords words, Guid? first, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new CreateCollectionResult.Refused(Suspended);
        if (await ProblemAsync(hub, actor, words, null, cancellation) is { } problem) return new CreateCollectionResult.Refused(problem);
        if (await hub.Collections.CountAsync(c => c.OwnerId == actor.Id, cancellation) >= Most) return new CreateCollectionResult.Refused($"You have {Most} collections, which is the most. Please delete one first.");
        if (first is { } id && !await IsPublishedAsync(hub, id, cancellation)) return new CreateCollectionResult.Refused("This concept is not there any more.");

        var collection = new Collection { OwnerId = actor.Id, Name = words.Name.Trim(), Description = words.Description.Trim(), Visibility = words.Visibility, ChangedAt = clock.GetUtcNow() };
        if (first is { } concept) collection.Concepts.Add(new CollectedConcept { ConceptId = concept, Place = 0 });
        hub.Collections.Add(collection);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new CreateCollectionResult.Created(collection.Id);
    }

    public Task<ActionResult> DescribeAsync(Actor actor, Guid id, CollectionWords words, CancellationToken cancellation) =>
        ChangeAsync(actor, id, async (hub, collection) =>
        {
            if (await ProblemAsync(hub, actor, words, id, cancellation) is { } problem) return new ActionResult.Refused(problem);
            (collection.Name, collection.Description, collection.Visibility) = (words.Name.Trim(), words.Description.Trim(), words.Visibility);
            return new ActionResult.Done();
        }, cancellation);

    public Task<ActionResult> DeleteAsync(Actor actor, Guid id, CancellationToken cancellation) =>
        ChangeAsync(actor, id, (hub, collection) =>
        {
            hub.Collections.Remove(collection);
            return Task.FromResult<ActionResult>(new ActionResult.Done());
        }, cancellation);

    /// <summary>Puts a concept at the end; harmless when it is in it already.</summary>
    public Task<ActionResult> AddAsync(Actor actor, Guid id, Guid conceptId, CancellationToken cancellation) =>
        ChangeAsync(actor, id, async (hub, _) =>
        {
            var kept = hub.CollectedConcepts.Where(k => k.CollectionId == id);
            if (await kept.AnyAsync(k => k.ConceptId == conceptId, cancellation)) return new ActionResult.Done();
            if (!await IsPublishedAsync(hub, conceptId, cancellation)) return new ActionResult.NotFound();
            if (await kept.CountAsync(cancellation) >= MostConcepts) return new ActionResult.Refused($"The collection holds {MostConcepts} concepts, which is the most. Please take one out first.");

            var last = await kept.MaxAsync(k => (int?)k.Place, cancellation) ?? -1;
            hub.CollectedConcepts.Add(new CollectedConcept { CollectionId = id, ConceptId = conceptId, Place = last + 1 });
            return new ActionResult.Done();
        }, cancellation);

    /// <summary>Harmless when it is not in it.</summary>
    public Task<ActionResult> RemoveAsync(Actor actor, Guid id, Guid conceptId, CancellationToken cancellation) =>
        ChangeAsync(actor, id, async (hub, _) =>
        {
            await hub.CollectedConcepts.Where(k => k.CollectionId == id && k.ConceptId == conceptId).ExecuteDeleteAsync(cancellation);
            return new ActionResult.Done();
        }, cancellation);

    /// <param name="place">From 0, among all that <see cref="Collections.ItemsAsync"/> lists; beyond the end is the end.</param>
    public Task<ActionResult> MoveAsync(Actor actor, Guid id, Guid conceptId, int place, CancellationToken cancellation) =>
        ChangeAsync(actor, id, async (hub, _) =>
        {
            var kept = await hub.CollectedConcepts.Where(k => k.CollectionId == id).OrderBy(k => k.Place).ThenBy(k => k.ConceptId).ToListAsync(cancellation);
            if (kept.Find(k => k.ConceptId == conceptId) is not { } moved) return new ActionResult.NotFound();
            kept.Remove(moved);
            kept.Insert(Math.Clamp(place, 0, kept.Count), moved);
            foreach (var (index, concept) in kept.Index()) concept.Place = index;
            return new ActionResult.Done();
        }, cancellation);

    private async Task<ActionResult> ChangeAsync(Actor actor, Guid id, Func<HubDbContext, Collection, Task<ActionResult>> change, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await Members.IsSuspendedAsync(hub, actor, cancellation)) return new ActionResult.Refused(Suspended);
        if (await hub.Collections.FirstOrDefaultAsync(c => c.Id == id && c.OwnerId == actor.Id, cancellation) is not { } collection) return new ActionResult.NotFound();
        var result = await change(hub, collection);
        if (result is not ActionResult.Done) return result;

        collection.ChangedAt = clock.GetUtcNow();
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return result;
    }

    private static async Task<string?> ProblemAsync(HubDbContext hub, Actor actor, CollectionWords words, Guid? self, CancellationToken cancellation)
    {
        if ((ConceptWords.NameProblem(words.Name) ?? ConceptWords.DescriptionProblem(words.Description)) is { } problem) return problem;
        var (name, names) = (words.Name.Trim(), await hub.Collections.Where(c => c.OwnerId == actor.Id && c.Id != self).Select(c => c.Name).ToListAsync(cancellation));
        return names.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"You have a collection “{name}” already. Please choose another name." : null;
    }

    private static Task<bool> IsPublishedAsync(HubDbContext hub, Guid conceptId, CancellationToken cancellation) =>
        hub.Concepts.AnyAsync(c => c.Id == conceptId && c.State == ConceptState.Published, cancellation);
}
