using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Rows whose files are gone, and what became of them.</summary>
/// <param name="Pictures">Members' pictures.</param>
/// <param name="Shown">Pictures on the pages of concepts, those of reports included.</param>
/// <param name="Work">Pictures of drafts, samples of trainings, start pictures.</param>
/// <param name="Settlings">Sets of concepts that were made quiet on each other.</param>
/// <param name="Concepts">Names of concepts whose adapter is gone.</param>
public sealed record MissingFilesReport(int Pictures, int Shown, int Work, int Settlings, IReadOnlyList<string> Concepts)
{
    public bool IsEmpty => this is { Pictures: 0, Shown: 0, Work: 0, Settlings: 0, Concepts.Count: 0 };
}

/// <summary>
/// Finds rows that name a file which is not there: a disk lost it, or a backup of one was put back without the other. (A crash does not:
/// a file is on the disk before its row.) What is nothing without its file goes; a concept leaves the catalog, and its owner is told.
/// <see cref="BlobSweep"/> is the other half.
/// </summary>
public sealed class MissingFiles(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, TimeProvider clock)
{
    /// <summary>Only looks.</summary>
    public async Task<MissingFilesReport> FindAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return (await LookAsync(hub, cancellation)).Report;
    }

    /// <summary>Looks and mends.</summary>
    public async Task<MissingFilesReport> MendAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        if ((await LookAsync(hub, cancellation)).Report is { IsEmpty: true } nothing) return nothing;   // without a lock: so it nearly always is

        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        var missing = await LookAsync(hub, cancellation);
        foreach (var column in BlobColumns.For(BlobUse.Picture)) await column.DeleteAsync(hub, missing.Pictures, cancellation);
        foreach (var column in BlobColumns.For(BlobUse.Shown)) await column.DeleteAsync(hub, missing.Shown, cancellation);
        // A version that has no report is measured anew.
        await hub.KeptReports.Where(r => hub.KeptPictures.Any(p => p.VersionId == r.VersionId && (missing.Shown.Contains(p.AloneBlob) || missing.Shown.Contains(p.MergedBlob)))).ExecuteDeleteAsync(cancellation);
        foreach (var column in BlobColumns.For(BlobUse.Work)) await column.DeleteAsync(hub, missing.Work, cancellation);
        await hub.Settlings.Where(s => missing.Settlings.Contains(s.Id)).ExecuteDeleteAsync(cancellation);
        foreach (var concept in missing.Concepts)
        {
            if (concept.State == ConceptState.Published) concept.State = ConceptState.Unpublished;
            concept.IsUnpublished = true;
            hub.Notices.Add(new Notice { MemberId = concept.OwnerId, Kind = NoticeKind.FileLost, ConceptId = concept.Id, Title = concept.Name, CreatedAt = clock.GetUtcNow() });
        }

        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return missing.Report;
    }

    private async Task<Missing> LookAsync(HubDbContext hub, CancellationToken cancellation)
    {
        var pictures = await GoneAsync(BlobUse.Picture);
        var shown = await GoneAsync(BlobUse.Shown, BlobUse.Measured);
        var work = await GoneAsync(BlobUse.Work);
        var adapters = await GoneAsync(BlobUse.Adapter);
        var settled = await GoneAsync(BlobUse.Settled);
        return new Missing(
            pictures, shown, work,
            await hub.SettledParts.Where(p => settled.Contains(p.AdapterBlob)).Select(p => p.SettlingId).Distinct().ToListAsync(cancellation),
            await hub.Concepts.Where(c => c.State != ConceptState.Deleted && !(c.IsUnpublished && c.ScheduledFor == null) && c.Versions.Any(v => adapters.Contains(v.AdapterBlob))).ToListAsync(cancellation));

        async Task<List<string>> GoneAsync(params IReadOnlyList<BlobUse> uses)
        {
            var gone = new HashSet<string>(StringComparer.Ordinal);
            foreach (var column in BlobColumns.For(uses)) gone.UnionWith((await column.Read(hub).Distinct().ToListAsync(cancellation)).Where(blob => !blobs.Contains(blob)));
            return [.. gone];
        }
    }

    private sealed record Missing(List<string> Pictures, List<string> Shown, List<string> Work, List<Guid> Settlings, List<Concept> Concepts)
    {
        public MissingFilesReport Report => new(Pictures.Count, Shown.Count, Work.Count, Settlings.Count, [.. Concepts.Select(concept => concept.Name)]);
    }
}
