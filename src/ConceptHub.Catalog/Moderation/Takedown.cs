using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What follows at once when a concept is taken from others, or a member from the hub: jobs end, and those who have the concept in a recipe are told.</summary>
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

    /// <summary>Ends what a member has ordered and not got yet, when their account may order nothing more.</summary>
    public static async Task EndJobsOfAsync(HubDbContext hub, Guid owner, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var job in await Unfinished(hub).Where(j => j.OwnerId == owner).Select(j => j.Id).ToListAsync(cancellation))
            await EndAsync(hub, job, new JobEnd(JobState.Failed, now, new JobFailure("suspended", "Your account was suspended meanwhile.")), cancellation);
    }

    private static IQueryable<Job> Unfinished(HubDbContext hub) => hub.Jobs.Where(j => j.State == JobState.Queued || j.State == JobState.Running);

    // A worker that runs it loses its lease, and stops within a step.
    private static Task EndAsync(HubDbContext hub, Guid job, JobEnd end, CancellationToken cancellation) => JobDesk.EndAsync(hub, Unfinished(hub).Where(j => j.Id == job), job, end, cancellation);

    private static async Task EndJobsAsync(HubDbContext hub, Guid conceptId, string name, Guid? except, DateTimeOffset now, CancellationToken cancellation)
    {
        var unfinished = await Unfinished(hub).AsNoTracking().Where(j => j.OwnerId != except).ToListAsync(cancellation);
        foreach (var job in unfinished.Where(job => Uses(job.Order, conceptId)))
        {
            var end = new JobEnd(JobState.Failed, now, new JobFailure("taken-down", $"A moderator took “{name}” out of use meanwhile. Please go on without it."));
            await EndAsync(hub, job.Id, end, cancellation);
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
