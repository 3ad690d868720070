using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>What stored pictures look like, taken once for each file.</summary>
public sealed class PicturePrints(IDbContextFactory<HubDbContext> hubs, FileBlobStore blobs)
{
    /// <summary>Pictures that one round reads.</summary>
    public const int MostAtOnce = 200;

    /// <summary>Takes the prints of pictures that have none yet; those that are left wait for the next round.</summary>
    /// <returns>How many were taken.</returns>
    public async Task<int> FillAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var without = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pictures in Without(hub))
            if (without.Count < MostAtOnce) without.UnionWith(await pictures.Take(MostAtOnce - without.Count).ToListAsync(cancellation));
        foreach (var blob in without) await TakeAsync(hub, blob, cancellation);
        return without.Count;
    }

    /// <summary>How many pictures of concepts and members have no print yet.</summary>
    internal static async Task<int> WithoutAsync(HubDbContext hub, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var pictures in Without(hub)) count += await pictures.CountAsync(cancellation);
        return count;
    }

    /// <summary>Of stored pictures, by their blobs; what is not known yet is taken now.</summary>
    internal async Task<IReadOnlyDictionary<string, PicturePrint?>> OfAsync(HubDbContext hub, IReadOnlyCollection<string> wanted, CancellationToken cancellation)
    {
        var known = await hub.PicturePrints.AsNoTracking().Where(p => wanted.Contains(p.Blob)).ToDictionaryAsync(p => p.Blob, p => PicturePrint.Parse(p.Print), cancellation);
        foreach (var blob in wanted.Where(blob => !known.ContainsKey(blob)).ToList()) known[blob] = await TakeAsync(hub, blob, cancellation);
        return known;
    }

    /// <summary>Of a picture that was just looked at; somebody else may have done so meanwhile.</summary>
    internal static Task KeepAsync(HubDbContext hub, string blob, PicturePrint? print, CancellationToken cancellation)
    {
        var text = print?.ToString() ?? "";
        return hub.Database.ExecuteSqlAsync($"INSERT INTO \"PicturePrints\" (\"Blob\", \"Print\") VALUES ({blob}, {text}) ON CONFLICT DO NOTHING", cancellation);
    }

    private static IEnumerable<IQueryable<string>> Without(HubDbContext hub) =>
        new[] { hub.ConceptPictures.Select(p => p.Blob), hub.Pictures.Select(p => p.Blob), hub.Recipes.Where(r => r.StartBlob != null).Select(r => r.StartBlob!) }
            .Select(pictures => pictures.Where(blob => !hub.PicturePrints.Any(p => p.Blob == blob)).Distinct());

    private async Task<PicturePrint?> TakeAsync(HubDbContext hub, string blob, CancellationToken cancellation)
    {
        var print = await ReadAsync(blob, cancellation);
        await KeepAsync(hub, blob, print, cancellation);
        return print;
    }

    private async Task<PicturePrint?> ReadAsync(string blob, CancellationToken cancellation)
    {
        if (!FileBlobStore.IsHash(blob) || !blobs.Contains(blob)) return null;
        await using var file = await blobs.OpenReadAsync(blob, cancellation);
        return await Task.Run(() => PicturePrint.Of(file), cancellation);
    }
}
