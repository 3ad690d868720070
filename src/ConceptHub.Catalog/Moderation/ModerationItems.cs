using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Looks reported concepts and pictures up, whatever their state.</summary>
internal static class ModerationItems
{
    public static async Task<IReadOnlyList<ReportedItem>> DescribeAsync(HubDbContext hub, IReadOnlyCollection<Guid> ids, CancellationToken cancellation)
    {
        var concepts = await hub.Concepts.AsNoTracking().Where(c => ids.Contains(c.Id)).Select(c => new
        {
            c.Id,
            c.Name,
            c.Slug,
            c.HiddenReason,
            c.Owner.UserName,
            Blob = c.Pictures.Where(p => p.Role == ConceptPictureRole.Showcase).OrderBy(p => p.Place).Select(p => p.Blob).FirstOrDefault(),
        }).ToListAsync(cancellation);
        var pictures = await hub.Pictures.AsNoTracking().Where(p => ids.Contains(p.Id))
            .Select(p => new { p.Id, p.Settings, p.HiddenReason, p.Owner.UserName, p.Blob }).ToListAsync(cancellation);

        return
        [
            .. concepts.Select(c => new ReportedItem(new ModerationTarget(TargetKind.Concept, c.Id), c.Name, c.Slug, c.Blob, c.UserName ?? "", c.HiddenReason, [])),
            .. pictures.Select(p => new ReportedItem(new ModerationTarget(TargetKind.Picture, p.Id), p.Settings.Prompt, "", p.Blob, p.UserName ?? "", p.HiddenReason, [])),
        ];
    }
}
