using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// Counts each member's files, and says no when there would be too many. Counted are gallery, drafts, pictures to draw over (also those lent in
/// rooms) and concepts: what the member can delete. One query sums noted sizes; only files that were never counted are asked for on the disk.
/// </summary>
public sealed class StorageQuotas(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs, QuotaLimits limits)
{
    // Each file that a member {0} holds, once for each place: the columns of BlobColumns that count.
    internal const string Held = """
        SELECT "Blob", 0 AS "Kind" FROM "Pictures" WHERE "OwnerId" = {0}
        UNION ALL SELECT p."Blob", 1 FROM "DraftPictures" p JOIN "TrainDrafts" d ON d."Id" = p."DraftId" WHERE d."OwnerId" = {0} AND d."State" <> 'Published'
        UNION ALL SELECT "Blob", 2 FROM "StartUploads" WHERE "OwnerId" = {0}
        UNION ALL SELECT p."Blob", 3 FROM "ConceptPictures" p JOIN "Concepts" c ON c."Id" = p."ConceptId" WHERE c."OwnerId" = {0} AND c."State" <> 'Deleted'
        UNION ALL SELECT v."AdapterBlob", 3 FROM "ConceptVersions" v JOIN "Concepts" c ON c."Id" = v."ConceptId" WHERE c."OwnerId" = {0} AND c."State" <> 'Deleted'
        """;

    private const string Sums = $"""
        SELECT h."Kind", SUM(COALESCE(f."Bytes", 0)) AS "Bytes", SUM(CASE WHEN f."Blob" IS NULL THEN 1 ELSE 0 END) AS "Unknown"
        FROM (SELECT "Blob", MIN("Kind") AS "Kind" FROM ({Held}) AS held GROUP BY "Blob") AS h LEFT JOIN "StoredFiles" f ON f."Blob" = h."Blob" GROUP BY h."Kind"
        """;

    private const string Unknown = $"""
        SELECT DISTINCT h."Blob" AS "Value" FROM ({Held}) AS h WHERE NOT EXISTS (SELECT 1 FROM "StoredFiles" f WHERE f."Blob" = h."Blob")
        """;

    // Of each member the bytes that are on their way and in no row yet.
    private readonly ConcurrentDictionary<Guid, long> _coming = new();

    public async Task<StorageUse> OfAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var sums = await SumsAsync(hub, actor.Id, cancellation);
        if (sums.Any(sum => sum.Unknown > 0))
        {
            await LearnAsync(hub, actor.Id, cancellation);
            sums = await SumsAsync(hub, actor.Id, cancellation);
        }

        var bytes = sums.ToDictionary(sum => (StorageKind)sum.Kind, sum => sum.Bytes);
        if (await BroughtAsync(hub, actor.Id, cancellation) is > 0 and var brought) bytes[StorageKind.Drafts] = bytes.GetValueOrDefault(StorageKind.Drafts) + brought;
        return new StorageUse(bytes, limits.Of(actor).Bytes);
    }

    /// <returns>How things stand when there is no room for anything more; null while there is.</returns>
    public async Task<StorageUse?> FullAsync(Actor actor, CancellationToken cancellation)
    {
        var use = await OfAsync(actor, cancellation);
        return use.Used + _coming.GetValueOrDefault(actor.Id) >= use.Allowed ? use : null;
    }

    /// <summary>Begins an upload. What is asked for counts until the claim is disposed, which is after its rows are saved.</summary>
    internal Claim Begin(Actor actor) => new(this, actor);

    private static Task<List<Sum>> SumsAsync(HubDbContext hub, Guid member, CancellationToken cancellation) => hub.Database.SqlQueryRaw<Sum>(Sums, member).ToListAsync(cancellation);

    private async Task LearnAsync(HubDbContext hub, Guid member, CancellationToken cancellation)
    {
        foreach (var blob in await hub.Database.SqlQueryRaw<string>(Unknown, member).ToListAsync(cancellation))
        {
            if (!FileBlobStore.IsHash(blob) || !blobs.Contains(blob)) continue; // a file that is gone takes nothing
            var bytes = blobs.LengthOf(blob);
            await hub.Database.ExecuteSqlAsync($"""INSERT INTO "StoredFiles" ("Blob", "Bytes") VALUES ({blob}, {bytes}) ON CONFLICT ("Blob") DO NOTHING""", cancellation);
        }
    }

    // Few, and their sizes stand in their drafts.
    private async Task<long> BroughtAsync(HubDbContext hub, Guid member, CancellationToken cancellation)
    {
        var drafts = await hub.Drafts.Where(d => d.OwnerId == member && d.State != DraftState.Published && (d.Lora != null || d.Adapter != null)).Select(d => new { d.Lora, d.Adapter }).ToListAsync(cancellation);
        return drafts.Sum(draft => (draft.Lora?.Bytes ?? 0) + (draft.Adapter?.Bytes ?? 0) + (draft.Lora?.EmbeddingBlob is { } blob && blobs.Contains(blob) ? blobs.LengthOf(blob) : 0));
    }

    private sealed record Sum(int Kind, long Bytes, long Unknown);

    /// <summary>The room that one upload asks for. Two at once cannot both have the last of it.</summary>
    internal sealed class Claim(StorageQuotas quotas, Actor actor) : IDisposable
    {
        private long _asked;

        /// <returns>How things stand when the file does not fit; null when its room is held.</returns>
        public async Task<StorageUse?> RefusalAsync(long bytes, CancellationToken cancellation)
        {
            Ask(bytes);
            var coming = quotas._coming.GetValueOrDefault(actor.Id); // before the rows are read: what is in both counts twice rather than never
            var use = await quotas.OfAsync(actor, cancellation);
            if (use.Used + coming <= use.Allowed) return null;
            Ask(-bytes);
            return use;
        }

        public void Dispose()
        {
            Ask(-_asked);
            quotas._coming.TryRemove(KeyValuePair.Create(actor.Id, 0L));
        }

        private void Ask(long bytes)
        {
            _asked += bytes;
            quotas._coming.AddOrUpdate(actor.Id, bytes, (_, coming) => coming + bytes);
        }
    }
}
