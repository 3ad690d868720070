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
            foreach (var column in BlobColumns.All.Where(column => !column.Keeps)) await column.DeleteAsync(hub, unused, cancellation);
        }

        foreach (var blob in unused) blobs.Remove(blob);
        return unused.Length;
    }

    private async Task<HashSet<string>> UsedAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in BlobColumns.All.Where(column => column.Keeps)) used.UnionWith(await column.Read(hub).ToListAsync(cancellation));

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
