using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Bench.Circuits;

/// <summary>
/// How many pictures the real site finishes for members who all have recipes of their own, step by step together as it does and one
/// job after another: two sites in processes of their own, asked in turns, so that what else the machine does falls on both. Each
/// member has the composer open and asks for the next picture when the last came.
/// </summary>
internal sealed class ServeBench(FileInfo program, Bar bar, CancellationToken cancellation)
{
    private const int Rounds = 3, PicturesEach = 4, Warming = 4;
    private static readonly Dictionary<string, string> AsItIs = [], OneByOne = new() { ["Engine__DrawingsAtOnce"] = "1" };
    private int _drawn;

    /// <summary>How many pictures are drawn, for progress.</summary>
    public static int Pictures(IReadOnlyList<int> members) => members.Sum() * 2 * (Warming + Rounds * PicturesEach);

    /// <param name="members">How many ask at once; each count is measured both ways.</param>
    public async Task<IReadOnlyList<Measure>> MeasureAsync(IReadOnlyList<int> members)
    {
        await using var together = await ServingSite.StartAsync(program, AsItIs, cancellation);
        await using var oneByOne = await ServingSite.StartAsync(program, OneByOne, cancellation);
        var measures = new List<Measure>();
        foreach (var count in members.Order())
        {
            await ServeAsync(oneByOne, count, Warming);
            await ServeAsync(together, count, Warming);
            var (single, all) = (await ServeAsync(oneByOne, count, PicturesEach), await ServeAsync(together, count, PicturesEach));
            for (var round = 1; round < Rounds; round++) (single, all) = (single + await ServeAsync(oneByOne, count, PicturesEach), all + await ServeAsync(together, count, PicturesEach));
            measures.AddRange([.. single.Measures($"serve.m{count}.one_by_one"), .. all.Measures($"serve.m{count}.together"), Speedup(count, all.PerMinute / single.PerMinute)]);
        }

        return
        [
            .. measures, .. await new BehindFifty(together, cancellation).MeasureAsync(),
            new("serve.memory", together.Memory / (double)(1 << 20), "MiB"),
            Measure.AtMost("serve.errors_logged", together.Faults + oneByOne.Faults, "", 0),
        ];
    }

    private static Measure Speedup(int members, double times) =>
        members == 8 ? Measure.AtLeast($"serve.m{members}.speedup", times, "×", 2) : new Measure($"serve.m{members}.speedup", times, "×");

    private async Task<Served> ServeAsync(ServingSite site, int members, int each)
    {
        var served = await site.ServeAsync(members, each, cancellation);
        bar.At(_drawn += members * each);
        return served;
    }
}
