using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Brings in what was measured of the seed concepts, where a hub has not measured it itself.</summary>
internal sealed class SeedKeptReports(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, TimeProvider clock)
{
    public async Task ImportAsync(IReadOnlyList<SeedFolder> seeds, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        foreach (var (seed, report) in seeds.Select(seed => (seed, seed.Kept)))
        {
            if (report is null) continue;
            var version = await Own(hub).Where(v => v.AdapterBlob == report.Adapter && !hub.KeptReports.Any(r => r.VersionId == v.Id)).Select(v => (Guid?)v.Id).FirstOrDefaultAsync(cancellation);
            if (version is { } id) await AddAsync(hub, seed, report, id, cancellation);
        }
    }

    private async Task AddAsync(HubDbContext hub, SeedFolder seed, SeedKept report, Guid version, CancellationToken cancellation)
    {
        var pictures = new List<KeptPicture>();
        foreach (var picture in report.Pictures)
            pictures.Add(new KeptPicture { Place = pictures.Count, Prompt = picture.Prompt, Seed = picture.Seed, AloneBlob = await PutAsync(seed.KeptFile(picture.Alone), cancellation), MergedBlob = await PutAsync(seed.KeptFile(picture.Merged), cancellation) });

        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var companions = await Own(hub).Where(v => report.Companions.Contains(v.Concept.Slug)).GroupBy(v => v.ConceptId).Select(versions => new KeptCompanion(versions.Key, versions.Max(v => v.Number))).ToListAsync(cancellation);
        hub.KeptReports.Add(new KeptReport { VersionId = version, Kept = report.Kept, Companions = companions, CreatedAt = clock.GetUtcNow(), Pictures = pictures });
        await hub.SaveChangesAsync(cancellation);
        await ConceptEmbeddings.TellIndexAsync(hub, version, cancellation);
        await work.CommitAsync(cancellation);
    }

    private static IQueryable<ConceptVersion> Own(HubDbContext hub) => hub.ConceptVersions.Where(v => v.Concept.Owner.UserName == SeedImport.MemberName);

    private async Task<string> PutAsync(string file, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(file);
        return await blobs.PutAsync(content, cancellation);
    }
}
