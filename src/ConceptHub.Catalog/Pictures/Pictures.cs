using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Pictures that members made: their own, and the public ones by concept.</summary>
public sealed class Pictures(IDbContextFactory<HubDbContext> hubs)
{
    public const int PageSize = 24;

    internal static readonly Expression<Func<Picture, PictureInfo>> Info = picture => new PictureInfo
    {
        Id = picture.Id,
        OwnerId = picture.OwnerId,
        OwnerName = picture.Owner.UserName ?? "",
        Blob = picture.Blob,
        Settings = picture.Settings,
        Recipe = picture.Recipe,
        Visibility = picture.Visibility,
        HiddenReason = picture.HiddenReason,
        Grid = picture.Grid,
        SheetId = picture.SheetId,
        JobId = picture.JobId,
        CreatedAt = picture.CreatedAt,
    };

    /// <returns>Null when there is none, or none that this viewer may see.</returns>
    public async Task<PictureInfo?> FindAsync(Guid id, Actor? viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await VisibleTo(hub.Pictures, viewer).Where(p => p.Id == id).Select(Info).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>The member's own, newest first; of a grid the sheet.</summary>
    public Task<PageOf<PictureInfo>> MineAsync(Actor actor, int page, CancellationToken cancellation) =>
        PageAsync(hub => hub.Pictures.Where(p => p.OwnerId == actor.Id && p.SheetId == null), page, cancellation);

    /// <summary>The pictures on a sheet, row by row, as far as the viewer may see them.</summary>
    public async Task<IReadOnlyList<PictureInfo>> OnSheetAsync(Guid id, Actor? viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await VisibleTo(hub.Pictures, viewer).Where(p => p.SheetId == id).OrderByDescending(p => p.CreatedAt).Select(Info).ToListAsync(cancellation);
    }

    /// <summary>Public pictures with this concept in them, newest first; sheets are no pictures.</summary>
    public Task<PageOf<PictureInfo>> MadeWithAsync(Guid conceptId, int page, CancellationToken cancellation) =>
        PageAsync(hub => VisibleTo(hub.Pictures, null).Where(p => p.Grid == null && p.Concepts.Any(c => c.ConceptId == conceptId)), page, cancellation);

    /// <summary>A picture with these bytes: the viewer's own, or else a public one.</summary>
    /// <param name="blob">SHA-256 of the file.</param>
    public async Task<PictureInfo?> WithBytesAsync(string blob, Actor viewer, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await VisibleTo(hub.Pictures, viewer).Where(p => p.Blob == blob)
            .OrderByDescending(p => p.OwnerId == viewer.Id).ThenByDescending(p => p.CreatedAt).Select(Info).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>Everyone sees what is public and not hidden; owners see their own, moderators see all that was ever public.</summary>
    internal static IQueryable<Picture> VisibleTo(IQueryable<Picture> pictures, Actor? viewer)
    {
        var id = viewer?.Id;
        var moderates = viewer?.CanModerate ?? false;
        return pictures.Where(p => p.OwnerId == id || (p.Visibility == PictureVisibility.Public && (p.HiddenReason == null || moderates)));
    }

    private async Task<PageOf<PictureInfo>> PageAsync(Func<HubDbContext, IQueryable<Picture>> which, int page, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await PageAsync(which(hub), page, cancellation);
    }

    /// <summary>A page of these pictures, newest first.</summary>
    internal static async Task<PageOf<PictureInfo>> PageAsync(IQueryable<Picture> pictures, int page, CancellationToken cancellation)
    {
        page = Math.Max(1, page);
        var total = await pictures.CountAsync(cancellation);
        var items = await pictures.OrderByDescending(p => p.CreatedAt).ThenBy(p => p.Id)
            .Skip((page - 1) * PageSize).Take(PageSize).Select(Info).ToListAsync(cancellation);
        return new PageOf<PictureInfo>(items, total, page, PageSize);
    }
}
