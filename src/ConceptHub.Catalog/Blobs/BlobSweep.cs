using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Removes blobs that nothing refers to: pictures that were deleted, uploads that were taken out of a draft, start pictures that nothing was drawn over.</summary>
public sealed partial class BlobSweep(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, SanctionOptions sanctions, TimeProvider clock)
{
    // A blob is stored before the row that names it; nobody takes a day in between.
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <returns>How many blobs were removed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var old = blobs.StoredBefore(clock.GetUtcNow() - Grace);
        if (old.Count == 0) return 0;

        var used = await UsedAsync(cancellation);
        var unused = old.Where(blob => !used.Contains(blob)).ToArray();
        // First the rows: a file without a row is found by the next sweep, a row without its file by a member.
        await using (var hub = await hubs.CreateDbContextAsync(cancellation))
        {
            await hub.StartUploads.Where(u => unused.Contains(u.Blob)).ExecuteDeleteAsync(cancellation);
            await hub.PicturePrints.Where(p => unused.Contains(p.Blob)).ExecuteDeleteAsync(cancellation);
            await hub.StoredFiles.Where(f => unused.Contains(f.Blob)).ExecuteDeleteAsync(cancellation);
        }

        foreach (var blob in unused) blobs.Remove(blob);
        return unused.Length;
    }

    private async Task<HashSet<string>> UsedAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var used = new HashSet<string>(StringComparer.Ordinal);
        IQueryable<string>[] columns =
        [
            hub.ConceptVersions.Select(v => v.AdapterBlob), hub.ConceptPictures.Select(p => p.Blob), hub.Pictures.Select(p => p.Blob),
            hub.DraftPictures.Select(p => p.Blob), hub.JobSamples.Select(s => s.Blob), hub.SettledParts.Select(p => p.AdapterBlob), hub.KeptPictures.Select(p => p.AloneBlob), hub.KeptPictures.Select(p => p.MergedBlob), hub.Recipes.Where(r => r.StartBlob != null).Select(r => r.StartBlob!),
        ];
        foreach (var column in columns) used.UnionWith(await column.ToListAsync(cancellation));

        // Orders and outcomes name blobs inside their JSON: adapters that wait to be published, pictures of queued trainings, start pictures.
        // LoRAs are large: those that were brought, and what was made of them, stay as long as a draft may use them.
        // Pictures that a moderator removed stay as long as an appeal may bring them back.
        var appealable = (clock.GetUtcNow() - sanctions.AppealWithin).UtcTicks;
        var texts = hub.Database.SqlQuery<string>($"""
            SELECT CASE WHEN "Kind" = 'Generate' OR "State" IN ('Queued', 'Running') THEN "Order" ELSE '' END
                || CASE WHEN "Kind" <> 'Niche' OR EXISTS (SELECT 1 FROM "TrainDrafts" WHERE "NicheJobId" = "Jobs"."Id") THEN COALESCE("Outcome", '') ELSE '' END AS "Value" FROM "Jobs"
            UNION ALL SELECT "Adapter" FROM "TrainDrafts" WHERE "Adapter" IS NOT NULL AND "State" <> 'Published'
            UNION ALL SELECT "Lora" FROM "TrainDrafts" WHERE "Lora" IS NOT NULL AND "State" <> 'Published'
            UNION ALL SELECT "Undo" FROM "Decisions" WHERE "Action" = 'RemovePictures' AND ("At" > {appealable} OR "Id" IN (SELECT "DecisionId" FROM "Appeals" WHERE "State" = 'Open'))
            """).AsAsyncEnumerable();
        await foreach (var text in texts.WithCancellation(cancellation))
            foreach (var hash in Hash().EnumerateMatches(text)) used.Add(text.Substring(hash.Index, hash.Length));
        return used;
    }

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Hash();
}
