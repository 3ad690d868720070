using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <param name="Reason">What the moderator wrote for the owner.</param>
public sealed record HiddenConcept(Guid Id, string Name, string Slug, string Reason);

/// <summary>A member's own concepts that moderators hide; the catalog does not list them, so their owner finds them here.</summary>
public sealed class HiddenConcepts(IDbContextFactory<HubDbContext> hubs)
{
    public async Task<IReadOnlyList<HiddenConcept>> OfAsync(Actor owner, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Concepts.Where(c => c.OwnerId == owner.Id && c.State == ConceptState.Hidden).OrderBy(c => c.Name)
            .Select(c => new HiddenConcept(c.Id, c.Name, c.Slug, c.HiddenReason ?? "")).ToListAsync(cancellation);
    }
}
