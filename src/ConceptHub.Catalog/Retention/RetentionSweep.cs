using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Removes what is over and was kept long enough, some of each kind in a round; what was removed is one line of the audit. Files go with the next sweep of blobs.</summary>
public sealed class RetentionSweep(IDbContextFactory<HubDbContext> hubs, RetentionOptions options, TimeProvider clock)
{
    /// <summary>Rows of each kind that one round removes: others want to write, too.</summary>
    public const int MostAtOnce = 2000;

    /// <summary>The hub itself: nobody pressed anything.</summary>
    private static readonly Actor Hub = new(Guid.Empty, "ConceptHub", []);

    public async Task<RetentionReport> RunAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        // Pictures first: their orders are empty then.
        var pictures = await PicturesAsync(hub, cancellation);
        var report = new RetentionReport(await ReportsAsync(hub, cancellation), await NoticesAsync(hub, cancellation), await JobsAsync(hub, cancellation), pictures);
        if (report.IsEmpty) return report;

        hub.Audit.Add(AuditEntry.By(Hub, clock.GetUtcNow(), "retention sweep", "Hub", $"Removed {report.Reports} closed reports, {report.Notices} notices, {report.Jobs} empty orders of pictures and {report.Pictures} pictures that nobody kept."));
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return report;
    }

    private async Task<int> ReportsAsync(HubDbContext hub, CancellationToken cancellation)
    {
        if (Before(options.ClosedReportDays) is not { } before) return 0;
        var old = hub.Reports.Where(r => r.State != ReportState.Open && r.ClosedAt < before).OrderBy(r => r.ClosedAt).Take(MostAtOnce).Select(r => r.Id);
        return await hub.Reports.Where(r => old.Contains(r.Id)).ExecuteDeleteAsync(cancellation);
    }

    private async Task<int> NoticesAsync(HubDbContext hub, CancellationToken cancellation)
    {
        if (Before(options.NoticeDays) is not { } before) return 0;
        var old = hub.Notices.Where(n => n.CreatedAt < before).OrderBy(n => n.CreatedAt).Take(MostAtOnce).Select(n => n.Id);
        return await hub.Notices.Where(n => old.Contains(n.Id)).ExecuteDeleteAsync(cancellation);
    }

    // Trainings stay: their concepts are made from them.
    private async Task<int> JobsAsync(HubDbContext hub, CancellationToken cancellation)
    {
        if (Before(options.EmptyJobDays) is not { } before) return 0;
        var old = hub.Jobs.Where(j => j.Kind == JobKind.Generate && j.FinishedAt < before && !hub.Pictures.Any(p => p.JobId == j.Id)).OrderBy(j => j.FinishedAt).Take(MostAtOnce).Select(j => j.Id);
        return await hub.Jobs.Where(j => old.Contains(j.Id)).ExecuteDeleteAsync(cancellation);
    }

    // A sheet takes its pictures along, so none of them may be kept either.
    private async Task<int> PicturesAsync(HubDbContext hub, CancellationToken cancellation)
    {
        if (Before(options.UnkeptPictureDays) is not { } before) return 0;
        var old = hub.Pictures.Where(p => p.SheetId == null && p.CreatedAt < before && p.Visibility == PictureVisibility.Private && !p.IsStarred && !p.Boards.Any() && !hub.Recipes.Any(r => r.CoverId == p.Id)
                && !hub.Pictures.Any(on => on.SheetId == p.Id && (on.Visibility == PictureVisibility.Public || on.IsStarred || on.Boards.Any() || hub.Recipes.Any(r => r.CoverId == on.Id))))
            .OrderBy(p => p.CreatedAt).Take(MostAtOnce).Select(p => p.Id);
        return await hub.Pictures.Where(p => old.Contains(p.Id)).ExecuteDeleteAsync(cancellation);
    }

    /// <returns>Null when it is kept for good.</returns>
    private DateTimeOffset? Before(int days) => days == 0 ? null : clock.GetUtcNow().AddDays(-days);
}
