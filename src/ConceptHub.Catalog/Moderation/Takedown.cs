using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What follows at once when a concept is taken from others: jobs that use it end, and those who have it in a recipe are told.</summary>
internal static class Takedown
{
    /// <param name="except">Whose jobs go on, because the concept stays theirs to use; null ends all.</param>
    public static async Task FollowAsync(HubDbContext hub, Guid conceptId, Guid? except, DateTimeOffset now, CancellationToken cancellation)
    {
        var concept = await hub.Concepts.Where(c => c.Id == conceptId).Select(c => new { c.Name, c.OwnerId }).SingleAsync(cancellation);
        await EndJobsAsync(hub, conceptId, concept.Name, except, now, cancellation);

        var owners = await hub.Recipes.Where(r => !r.IsDeleted && r.OwnerId != concept.OwnerId && r.Concepts.Any(used => used.ConceptId == conceptId)).Select(r => r.OwnerId).Distinct().ToListAsync(cancellation);
        hub.Notices.AddRange(owners.Select(owner => new Notice { MemberId = owner, Kind = NoticeKind.PartTaken, Title = concept.Name, CreatedAt = now }));
    }

    // A worker that runs one loses its lease, and stops within a step.
    private static async Task EndJobsAsync(HubDbContext hub, Guid conceptId, string name, Guid? except, DateTimeOffset now, CancellationToken cancellation)
    {
        var unfinished = await hub.Jobs.AsNoTracking().Where(j => (j.State == JobState.Queued || j.State == JobState.Running) && j.OwnerId != except).ToListAsync(cancellation);
        foreach (var job in unfinished.Where(job => Uses(job.Order, conceptId)))
        {
            var end = new JobEnd(JobState.Failed, now, new JobFailure("taken-down", $"A moderator took “{name}” out of use meanwhile. Please go on without it."));
            await JobDesk.EndAsync(hub, hub.Jobs.Where(j => j.Id == job.Id && (j.State == JobState.Queued || j.State == JobState.Running)), job.Id, end, cancellation);
        }
    }

    private static bool Uses(JobOrder order, Guid concept) => order switch
    {
        GenerationOrder it => it.Parts.Any(part => part.ConceptId == concept),
        SettleOrder it => it.Parts.Any(part => part.ConceptId == concept),
        MeasureOrder it => it.Companions.Append(it.Part).Any(part => part.ConceptId == concept),
        TrainingOrder it => it.VersionOf == concept,
        _ => false,
    };
}
