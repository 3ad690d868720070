using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A published concept that has the same in it as a file that is brought.</summary>
/// <param name="CreatorName">User name, as in <c>/u/{name}</c>.</param>
public sealed record PublishedTwin(Guid Id, string Name, string Slug, string CreatorName)
{
    /// <summary>Compares with the files of published versions, and with the LoRAs that some of them were distilled from.</summary>
    /// <param name="content">Seekable; read to its end.</param>
    /// <param name="contentHash">Of the same file.</param>
    internal static async Task<PublishedTwin?> FindAsync(HubDbContext hub, Stream content, string contentHash, CancellationToken cancellation)
    {
        content.Position = 0;
        var blob = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        return await hub.ConceptVersions
            .Where(v => v.Concept.State == ConceptState.Published && (v.AdapterBlob == blob || v.ContentHash == contentHash || v.SourceHash == contentHash))
            .OrderBy(v => v.CreatedAt)
            .Select(v => new PublishedTwin(v.ConceptId, v.Concept.Name, v.Concept.Slug, v.Concept.Owner.UserName ?? ""))
            .FirstOrDefaultAsync(cancellation);
    }
}
