using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <param name="HiddenReason">What the moderator who hides it wrote for the owner; null when its owner keeps it back.</param>
/// <param name="ScheduledFor">When it comes into the catalog for the first time, if a time is set.</param>
public sealed record UnlistedConcept(Guid Id, string Name, string Slug, string? HiddenReason, DateTimeOffset? ScheduledFor)
{
    /// <summary>A moderator looks at it first.</summary>
    public bool IsAwaiting { get; init; }
}

/// <summary>Concepts of a member's own, or that they work on, which others do not see; the catalog does not list them, so they are found here.</summary>
public sealed class UnlistedConcepts(IDbContextFactory<HubDbContext> hubs)
{
    public async Task<IReadOnlyList<UnlistedConcept>> OfAsync(Actor member, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.Concepts.Where(c => ((c.OwnerId == member.Id || c.Collaborators.Any(m => m.MemberId == member.Id && m.AcceptedAt != null)) && (c.State == ConceptState.Hidden || c.State == ConceptState.Unpublished)) || (c.OwnerId == member.Id && c.State == ConceptState.Awaiting)).OrderBy(c => c.Name)
            .Select(c => new UnlistedConcept(c.Id, c.Name, c.Slug, c.State == ConceptState.Hidden ? c.HiddenReason ?? "" : null, c.ScheduledFor) { IsAwaiting = c.State == ConceptState.Awaiting }).ToListAsync(cancellation);
    }
}
