using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>A version whose look is not known yet.</summary>
/// <param name="VersionId">The version.</param>
/// <param name="Pictures">What its page shows, with captions that do not name the concept; none when it shows nothing.</param>
public sealed record UnseenVersion(Guid VersionId, IReadOnlyList<CaptionedPicture> Pictures);

/// <summary>Keeps what concepts look like, so that a page can show similar ones.</summary>
public sealed class ConceptEmbeddings(IDbContextFactory<HubDbContext> hubs)
{
    /// <summary>Newest versions that this model of pictures and sentences has not looked at, the oldest first.</summary>
    /// <param name="model">The base model; concepts of others are passed over.</param>
    /// <param name="likeness">SHA-256 of the model that is to look.</param>
    public async Task<IReadOnlyList<UnseenVersion>> UnseenAsync(InstalledModel model, string likeness, int most, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var versions = await hub.ConceptVersions.AsNoTracking().AsSplitQuery().Include(v => v.Concept).ThenInclude(c => c.Pictures)
            .Where(v => v.BaseModelHash == model.Hash && v.Concept.State != ConceptState.Deleted
                && !hub.ConceptEmbeddings.Any(look => look.VersionId == v.Id && look.Model == likeness)
                && !hub.ConceptVersions.Any(later => later.ConceptId == v.ConceptId && later.Number > v.Number))
            .OrderBy(v => v.Id).Take(most).ToListAsync(cancellation);
        return [.. versions.Select(version => new UnseenVersion(version.Id, [.. Shown(version.Concept)]))];
    }

    /// <param name="look">A unit vector; null when the pictures say nothing.</param>
    public async Task KeepAsync(Guid versionId, string likeness, float[]? look, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        await hub.ConceptEmbeddings.Where(it => it.VersionId == versionId).ExecuteDeleteAsync(cancellation);
        hub.ConceptEmbeddings.Add(new ConceptEmbedding { VersionId = versionId, Model = likeness, Vector = EmbeddingVector.Pack(look) });
        await hub.SaveChangesAsync(cancellation);
        await TellIndexAsync(hub, versionId, cancellation);
        await work.CommitAsync(cancellation);
    }

    /// <summary>Has <see cref="ConceptIndex"/> read a version's concept again: writing a column that it watches, even with what stands there, is a change.</summary>
    internal static Task TellIndexAsync(HubDbContext hub, Guid versionId, CancellationToken cancellation) =>
        hub.Concepts.Where(c => c.Versions.Any(v => v.Id == versionId)).ExecuteUpdateAsync(set => set.SetProperty(c => c.Trend, c => c.Trend), cancellation);

    private static IEnumerable<CaptionedPicture> Shown(Concept concept) =>
        from picture in concept.Pictures
        where picture.Role == ConceptPictureRole.Showcase
        orderby picture.Place
        select new CaptionedPicture(picture.Blob, ConceptPhrase.Of(concept).Without(picture.Caption));
}
