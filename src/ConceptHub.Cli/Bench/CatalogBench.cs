using System.Diagnostics;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Bench;

/// <summary>How long visitors wait for the catalog when it holds very many concepts: a throw-away hub is filled and asked as the pages ask.</summary>
internal sealed class CatalogBench(CancellationToken cancellation)
{
    private const int Asked = 300;

    /// <summary>Fills, asks, deletes.</summary>
    public IReadOnlyList<Measure> Measure(int concepts)
    {
        var folder = Directory.CreateTempSubdirectory("concepthub-bench-");
        try
        {
            return MeasureAsync(new HubHome(folder.FullName), concepts).GetAwaiter().GetResult();
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private async Task<IReadOnlyList<Measure>> MeasureAsync(HubHome home, int concepts)
    {
        await using var services = new ServiceCollection().AddCatalog(new CatalogOptions { Home = home }).BuildServiceProvider();
        await services.GetRequiredService<HubSetup>().MigrateAsync(cancellation);
        var catalog = new GeneratedCatalog(services.GetRequiredService<IDbContextFactory<HubDbContext>>());
        var filling = Stopwatch.StartNew();
        Bars.Run($"{concepts} concepts", concepts, bar => catalog.FillAsync(concepts, new Inline<int>(done => bar.At(done)), cancellation).GetAwaiter().GetResult());
        filling.Stop();

        var search = services.GetRequiredService<ConceptSearch>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var warming = Stopwatch.StartNew();
        await search.FindAsync(new ConceptQuery(), cancellation);   // reads all of it into memory
        warming.Stop();
        var index = GC.GetTotalMemory(forceFullCollection: true) - before;

        var questions = new CatalogQuestions(catalog, new Random(5));
        var measures = new List<Measure>();
        foreach (var (name, target, next) in questions.All(concepts))
        {
            var times = await TimesAsync(search, next);
            measures.Add(new Measure($"catalog.{name}.{concepts}.p50", Quantile.At(times, 0.5), "ms"));
            measures.Add(target is { } most ? Shell.Measure.AtMost($"catalog.{name}.{concepts}.p95", Quantile.At(times, 0.95), "ms", most) : new Measure($"catalog.{name}.{concepts}.p95", Quantile.At(times, 0.95), "ms"));
            measures.Add(new Measure($"catalog.{name}.{concepts}.p99", Quantile.At(times, 0.99), "ms"));
        }

        measures.Add(Shell.Measure.AtMost($"catalog.similar.{concepts}.p95", Quantile.At(await SimilarAsync(search), 0.95), "ms", concepts <= 100_000 ? 30 : 300));
        var opened = await OpenAsync(services.GetRequiredService<Concepts>(), await search.FindAsync(new ConceptQuery(), cancellation));
        return
        [
            .. measures,
            Shell.Measure.AtMost($"catalog.concept.{concepts}.p95", Quantile.At(opened, 0.95), "ms", 50),
            new Measure($"catalog.first_read.{concepts}", warming.Elapsed.TotalSeconds, "s"),
            new Measure($"catalog.index.{concepts}", index / (double)(1 << 20), "MiB"),
            new Measure($"catalog.database.{concepts}", new FileInfo(home.DatabaseFile).Length / (double)(1 << 20), "MiB"),
            new Measure($"catalog.fill.{concepts}", filling.Elapsed.TotalSeconds, "s"),
        ];
    }

    private async Task<double[]> TimesAsync(ConceptSearch search, Func<ConceptQuery> next)
    {
        for (var i = 0; i < 10; i++) await search.FindAsync(next(), cancellation);
        var times = new double[Asked];
        for (var i = 0; i < Asked; i++)
        {
            var query = next();
            var start = Stopwatch.GetTimestamp();
            await search.FindAsync(query, cancellation);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times;
    }

    private async Task<double[]> OpenAsync(Concepts concepts, FoundConcepts found)
    {
        var times = new List<double>();
        foreach (var card in found.Cards.Items)
        {
            var start = Stopwatch.GetTimestamp();
            await concepts.FindAsync(card.Id, null, cancellation);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return [.. times.Order()];
    }

    private async Task<double[]> SimilarAsync(ConceptSearch search)
    {
        var shown = new List<ConceptCard>();
        for (var page = 1; page <= 3; page++) shown.AddRange((await search.FindAsync(new ConceptQuery { Page = page }, cancellation)).Cards.Items);
        var times = new List<double>();
        foreach (var card in shown)
        {
            var start = Stopwatch.GetTimestamp();
            await search.SimilarAsync(card.Id, cancellation);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return [.. times.Order()];
    }
}

/// <summary>What visitors ask; words as frequent in questions as in concepts, so that common ones are asked for most.</summary>
internal sealed class CatalogQuestions(GeneratedCatalog catalog, Random random)
{
    private const int StopWords = 50;   // "a", "the": on every page, and nobody looks for them

    public IEnumerable<(string Name, double? TargetMilliseconds, Func<ConceptQuery> Next)> All(int concepts)
    {
        double? promised = concepts <= 100_000 ? 30 : concepts <= 1_000_000 ? 150 : null;
        yield return ("search", promised, () => new ConceptQuery { Text = Words(), Kinds = [Any<ConceptKind>()], Permissions = [Permission.SellPictures] });
        yield return ("words", null, () => new ConceptQuery { Text = Words() });
        yield return ("stopword", null, () => new ConceptQuery { Text = catalog.Words[random.Next(StopWords)] });
        yield return ("begun", null, () => new ConceptQuery { Text = Words()[..3] });
        yield return ("facets", null, () => new ConceptQuery { Kinds = [Any<ConceptKind>()], Tags = [catalog.Tags.Draw(random)] });
        yield return ("front", null, () => new ConceptQuery());
        yield return ("trending", null, () => new ConceptQuery { Sort = ConceptSort.Trending, Kinds = [Any<ConceptKind>()] });
        yield return ("names", null, () => new ConceptQuery { Sort = ConceptSort.Name });
        yield return ("page", null, () => new ConceptQuery { Page = random.Next(2, 40) });
        yield return ("scrolled", null, () => new ConceptQuery { Page = 5, IsUpToPage = true });
        yield return ("creator", null, () => new ConceptQuery { Creator = $"member{random.Next(concepts / 20)}" });
        yield return ("lost", null, () => new ConceptQuery { Text = Misspelt(catalog.Words[random.Next(2_000)]) });
    }

    private string Words() => string.Join(' ', Enumerable.Range(0, random.Next(1, 3)).Select(_ => Word()));

    private string Word()
    {
        while (true)
            if (catalog.Words.Draw(random) is var word && catalog.Words.RankOf(word) >= StopWords) return word;
    }

    private T Any<T>() where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];

    private string Misspelt(string word)
    {
        var place = random.Next(1, word.Length);
        return word[..place] + "x" + word[place..];
    }
}
