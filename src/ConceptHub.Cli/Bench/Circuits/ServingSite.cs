using System.Diagnostics;
using System.Text.RegularExpressions;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Pipelines;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>
/// The real site with members who draw, each with a recipe of two of the shipped concepts, and what its rows say of their jobs. Recipes are
/// somebody or something in a place or style: of two people each is drawn by itself, and who has the longer work would draw alone at the end.
/// </summary>
internal sealed partial class ServingSite : IAsyncDisposable
{
    private const int Steps = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly BenchSite _site;
    private readonly ServiceProvider _catalog;
    private readonly List<DrawingPage> _pages = [];
    private IReadOnlyList<Guid> _figures = [], _scenery = [];

    private ServingSite(BenchSite site) => (_site, _catalog) = (site, new ServiceCollection().AddCatalog(new CatalogOptions { Home = site.Home }).BuildServiceProvider());

    /// <summary>Resident memory now, bytes.</summary>
    public long Memory => _site.Memory;

    /// <summary>Errors in its log so far.</summary>
    public int Faults => _site.Faults;

    public static async Task<ServingSite> StartAsync(FileInfo program, IReadOnlyDictionary<string, string> settings, CancellationToken cancellation)
    {
        var site = new ServingSite(await BenchSite.StartAsync(program, settings, cancellation));
        try
        {
            (site._figures, site._scenery) = await site.ConceptsAsync(cancellation);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has so many members ask at once, each for the next picture when the last came.</summary>
    /// <param name="members">Those of an earlier call come back.</param>
    /// <param name="each">Pictures of one member.</param>
    /// <param name="cancellation">Stops asking.</param>
    public async Task<Served> ServeAsync(int members, int each, CancellationToken cancellation)
    {
        while (_pages.Count < members) _pages.Add(await OpenAsync(await JoinAsync($"serve{_pages.Count:00}", cancellation), _pages.Count, cancellation));
        var (began, before) = (Stopwatch.GetTimestamp(), SpentNow());
        var seen = await Task.WhenAll(_pages.Take(members).Select(DrawAsync));
        var (elapsed, spent) = (Stopwatch.GetElapsedTime(began), SpentNow() - before);
        var pictures = new List<ServedPicture>();
        foreach (var (page, drawn) in _pages.Zip(seen))
            pictures.AddRange(drawn.Zip((await JobsAsync(page.Member, cancellation)).Take(each).Reverse(), ServedPicture.Of));
        return new Served(pictures, elapsed, spent);

        async Task<List<SeenPicture>> DrawAsync(DrawingPage page)
        {
            var drawn = new List<SeenPicture>();
            while (drawn.Count < each) drawn.Add(await page.DrawAsync(cancellation));
            return drawn;
        }
    }

    public Task<BenchMember> JoinAsync(string name, CancellationToken cancellation) => _site.JoinAsync(name, cancellation);

    /// <summary>Opens the composer with one of the recipes; it writes the prompt itself.</summary>
    public Task<DrawingPage> OpenAsync(BenchMember member, int recipe, CancellationToken cancellation)
    {
        var (first, again) = (recipe % _figures.Count, recipe / _figures.Count);
        return DrawingPage.OpenAsync(member, $"compose?steps={Steps}&r={_figures[first]:N}~1~1&add={_scenery[(first + again) % _scenery.Count]}", cancellation);
    }

    /// <summary>The jobs of a member, newest first.</summary>
    public async Task<IReadOnlyList<JobSummary>> JobsAsync(BenchMember member, CancellationToken cancellation)
    {
        var found = await _catalog.GetRequiredService<Members>().FindAsync(member.Name, cancellation) ?? throw new CannotRunException($"The site does not know {member.Name}.");
        return await _catalog.GetRequiredService<Jobs>().MineAsync(new Actor(found.Id, found.UserName, []), cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_pages.Select(page => page.DisposeAsync().AsTask()));
        foreach (var page in _pages) page.Member.Http.Dispose();
        await _catalog.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();   // an open file is not deleted everywhere
        await _site.DisposeAsync();
    }

    // Ordered by their names, so that members of two sites have the same recipes.
    private async Task<(IReadOnlyList<Guid> Figures, IReadOnlyList<Guid> Scenery)> ConceptsAsync(CancellationToken cancellation)
    {
        var shipped = Directory.GetDirectories(_site.Home.Seed).Length;
        using var http = new HttpClient { BaseAddress = _site.Address };
        for (var looking = Stopwatch.StartNew(); looking.Elapsed < Patience; await Task.Delay(500, cancellation))
        {
            var shown = Concept().Matches(await http.GetStringAsync("", cancellation)).OrderBy(link => link.Groups[2].Value, StringComparer.Ordinal).Select(link => Guid.Parse(link.Groups[1].Value)).Distinct().ToList();
            if (shown.Count != shipped) continue;
            var (figures, scenery) = (new List<Guid>(), new List<Guid>());
            foreach (var id in shown) (await IsFigureAsync(id) ? figures : scenery).Add(id);
            return (figures, scenery);
        }

        throw new CannotRunException("The site does not show the shipped concepts.");

        async Task<bool> IsFigureAsync(Guid id) => FigurePlan.IsFigure((await _catalog.GetRequiredService<Concepts>().FindAsync(id, null, cancellation))!.Card.Kind);
    }

    private Spent SpentNow()
    {
        using var own = Process.GetCurrentProcess();
        var device = _site.DeviceTime?.TotalSeconds ?? double.NaN;
        return new Spent(_site.ProcessorTime.TotalSeconds - device, device, own.TotalProcessorTime.TotalSeconds);
    }

    [GeneratedRegex("href=\"concepts/([0-9a-f-]{36})/([a-z0-9-]+)\"")]
    private static partial Regex Concept();
}
