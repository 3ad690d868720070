using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// Has it measured how much of a concept is left when it is merged with others: the same prompts and seeds are drawn with it alone and
/// with all merged. Creators and moderators ask for it; of what was never measured one after another is, when nothing else waits.
/// </summary>
public sealed class KeptReports(IDbContextFactory<HubDbContext> hubs, TimeProvider clock, JobLimits limits)
{
    public async Task<SubmitResult> SubmitAsync(Actor actor, InstalledModel model, Guid conceptId, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await Newest(hub).FirstOrDefaultAsync(v => v.ConceptId == conceptId, cancellation) is not { } version) return Refused("There is no such concept any more.");
        if (await ProblemAsync(hub, actor, model, version, cancellation) is { } problem) return Refused(problem);
        if (await JobDesk.RefusalAsync(hub, actor, JobKind.Measure, limits, cancellation) is { } refusal) return refusal;
        if (await OrderAsync(hub, model, version, cancellation) is not { } order) return Refused("There is no other concept yet that it could be merged with.");

        var job = NewJob(actor.Id, version, order);
        hub.Jobs.Add(job);
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return new SubmitResult.Queued(job.Id);
    }

    /// <summary>Queues the newest version that was never measured in its creator's name, unless one is being measured already. Each is tried once so: whoever cancels it is not asked again.</summary>
    /// <returns>Whether one was queued.</returns>
    public async Task<bool> QueueNextAsync(InstalledModel model, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if (await Open(hub).AnyAsync(cancellation) || await NeverMeasuredAsync(hub, model, cancellation) is not { } id) return false;

        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var version = await Newest(hub).SingleAsync(v => v.Id == id, cancellation);
        if (await OrderAsync(hub, model, version, cancellation) is not { } order) return false;
        hub.Jobs.Add(NewJob(version.Concept.OwnerId, version, order));
        hub.KeptReports.Add(new KeptReport { VersionId = id, Kept = null, Companions = [], CreatedAt = clock.GetUtcNow() });
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return true;
    }

    public async Task<KeptStatus> StatusAsync(ConceptDetails concept, Actor? viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var newest = concept.Versions[0].Id;
        var report = await hub.KeptReports.AsNoTracking().Include(r => r.Pictures).FirstOrDefaultAsync(r => r.VersionId == newest && r.Pictures.Count > 0, cancellation);
        var isManaged = viewer is not null && (viewer.Id == concept.Card.CreatorId || viewer.CanModerate);
        var mayMeasure = isManaged && concept.State == ConceptState.Published && KeptCompanions.MayBeMerged(concept.Licence);
        return new KeptStatus(report is null ? null : await ViewAsync(hub, report, viewer, cancellation), isManaged && await IsUnderWayAsync(hub, newest, cancellation), mayMeasure);
    }

    /// <summary>Keeps what a job measured in the place of what was measured before.</summary>
    internal static async Task KeepAsync(HubDbContext hub, MeasureOrder order, MeasuredConcept measured, DateTimeOffset now, CancellationToken cancellation)
    {
        var version = order.Part.VersionId;
        await hub.KeptReports.Where(r => r.VersionId == version).ExecuteDeleteAsync(cancellation);
        hub.KeptReports.Add(new KeptReport
        {
            VersionId = version,
            Kept = measured.Kept,
            Companions = [.. order.Companions.Select(part => new KeptCompanion(part.ConceptId, part.Version))],
            CreatedAt = now,
            Pictures = [.. order.Prompts.Zip(measured.Pictures).Select((it, place) => new KeptPicture { Place = place, Prompt = it.First.Text, Seed = it.First.Seed, AloneBlob = it.Second.AloneBlob, MergedBlob = it.Second.MergedBlob })],
        });
        await hub.SaveChangesAsync(cancellation);
        await ConceptEmbeddings.TellIndexAsync(hub, version, cancellation);
    }

    private static async Task<string?> ProblemAsync(HubDbContext hub, Actor actor, InstalledModel model, ConceptVersion version, CancellationToken cancellation)
    {
        if (version.Concept.OwnerId != actor.Id && !actor.CanModerate) return "Only its creator and moderators can have a concept measured.";
        if (version.Concept.State != ConceptState.Published) return "Only concepts in the catalog are measured. Please publish it first.";
        if (!KeptCompanions.MayBeMerged(version.Concept.Licence)) return "Its creator does not let others draw and merge it, so it is not merged to be measured either.";
        if (version.BaseModelHash != model.Hash || version.PlanHash != model.PlanHash) return "It was trained for another base model than the one that runs here.";
        return await IsUnderWayAsync(hub, version.Id, cancellation) ? "It is being measured already." : null;
    }

    /// <summary>Null without anybody to merge it with.</summary>
    private static async Task<MeasureOrder?> OrderAsync(HubDbContext hub, InstalledModel model, ConceptVersion version, CancellationToken cancellation)
    {
        if (await KeptCompanions.OfAsync(hub, version, cancellation) is not { Count: > 0 } companions) return null;
        var phrase = ConceptPhrase.Of(version.Concept);
        var pictures = await hub.ConceptPictures.AsNoTracking().Where(p => p.ConceptId == version.ConceptId).OrderBy(p => p.Place).ToListAsync(cancellation);
        // What it was trained from is it itself; where that is private, what it shows.
        var own = pictures.Exists(p => p.Role == ConceptPictureRole.Training) ? ConceptPictureRole.Training : ConceptPictureRole.Showcase;
        return new MeasureOrder
        {
            Model = model,
            Part = Recommended(version),
            Companions = [.. companions.Select(Recommended)],
            Own = [.. pictures.Where(p => p.Role == own).Select(p => new CaptionedPicture(p.Blob, phrase.Plain(p.Caption)))],
            Prompts = KeptPrompts.Of(phrase),
        };
    }

    private static async Task<Guid?> NeverMeasuredAsync(HubDbContext hub, InstalledModel model, CancellationToken cancellation)
    {
        DateTimeOffset? now = hub.Clock.GetUtcNow();
        var waiting = Newest(hub)
            .Where(v => v.BaseModelHash == model.Hash && v.PlanHash == model.PlanHash && v.Concept.State == ConceptState.Published && (v.Concept.Owner.SuspendedAt == null || v.Concept.Owner.SuspendedUntil <= now) && !hub.KeptReports.Any(r => r.VersionId == v.Id))
            .OrderByDescending(v => v.CreatedAt).Select(v => new { v.Id, v.Concept.Licence }).AsAsyncEnumerable();
        await foreach (var version in waiting.WithCancellation(cancellation))
            if (KeptCompanions.MayBeMerged(version.Licence)) return version.Id;
        return null;
    }

    private static async Task<KeptIdentity> ViewAsync(HubDbContext hub, KeptReport report, Actor? viewer, CancellationToken cancellation)
    {
        List<Guid> ids = [.. report.Companions.Select(it => it.ConceptId)];
        var seen = await Concepts.VisibleTo(hub.Concepts, viewer).Where(c => ids.Contains(c.Id)).Select(c => new KeptNeighbour(c.Id, c.Name, c.Slug)).ToListAsync(cancellation);
        var pictures = report.Pictures.OrderBy(p => p.Place).Select(p => new KeptPictures(p.Prompt, p.AloneBlob, p.MergedBlob));
        return new KeptIdentity(report.Kept, [.. seen.OrderBy(it => ids.IndexOf(it.Id))], ids.Count, [.. pictures], report.CreatedAt);
    }

    private static async Task<bool> IsUnderWayAsync(HubDbContext hub, Guid version, CancellationToken cancellation) =>
        (await Open(hub).AsNoTracking().ToListAsync(cancellation)).Exists(job => job.Order is MeasureOrder order && order.Part.VersionId == version);

    private Job NewJob(Guid owner, ConceptVersion version, MeasureOrder order) =>
        new() { OwnerId = owner, Kind = JobKind.Measure, Title = version.Concept.Name, Order = order, CreatedAt = clock.GetUtcNow() };

    private static IQueryable<Job> Open(HubDbContext hub) => hub.Jobs.Where(j => j.Kind == JobKind.Measure && (j.State == JobState.Queued || j.State == JobState.Running));

    private static IQueryable<ConceptVersion> Newest(HubDbContext hub) => hub.ConceptVersions.AsNoTracking().Include(v => v.Concept)
        .Where(v => v.Concept.State != ConceptState.Deleted && !hub.ConceptVersions.Any(later => later.ConceptId == v.ConceptId && later.Number > v.Number));

    private static ResolvedEntry Recommended(ConceptVersion version) => ResolvedEntry.Of(version, version.Strength.Recommended);

    private static SubmitResult.Refused Refused(string sentence) => new([sentence]);
}
