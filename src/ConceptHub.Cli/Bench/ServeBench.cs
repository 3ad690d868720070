using System.Collections.Concurrent;
using System.Diagnostics;
using ConceptHub.Cli.Home;
using ConceptHub.Cli.Seeds;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Caches;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Engine;

namespace ConceptHub.Cli.Bench;

/// <summary>
/// How many pictures a device finishes for members who all have recipes of their own, one job after another and step by step together:
/// the real worker with its transport, shipped concepts, the embedded model. Each member asks for the next picture when the last came.
/// </summary>
internal sealed class ServeBench(CancellationToken cancellation) : IAsyncDisposable
{
    private const int PicturesEach = 4, Steps = 20, ConceptsEach = 2, Warming = 2;
    private readonly MemoryBlobs _blobs = new();
    private readonly DeviceThread _device = new(() => TorchDevice.Open(Path.Combine(Catalog.HubHome.Find().Models, ModelFolder.Embedded)));
    private IReadOnlyList<(RecipeAdapter Adapter, string Phrase)> _concepts = [];

    /// <param name="members">How many ask at once; each count is measured both ways.</param>
    public async Task<IReadOnlyList<Measure>> MeasureAsync(IReadOnlyList<int> members)
    {
        _device.Start();
        _concepts = [.. Directory.GetDirectories(Catalog.HubHome.Find().Seed).Order(StringComparer.Ordinal).Select(Concept)];
        await RunAsync(1, atOnce: 1, Warming);
        var measures = new List<Measure>();
        foreach (var count in members)
        {
            var single = await RunAsync(count, atOnce: 1, PicturesEach);
            var together = await RunAsync(count, atOnce: count, PicturesEach);
            measures.AddRange(single.Measures($"serve.m{count}.one_by_one"));
            measures.AddRange(together.Measures($"serve.m{count}.together"));
            measures.Add(count == 8 ? Measure.AtLeast($"serve.m{count}.speedup", together.PerMinute / single.PerMinute, "×", 2) : new Measure($"serve.m{count}.speedup", together.PerMinute / single.PerMinute, "×"));
        }

        return measures;
    }

    public ValueTask DisposeAsync()
    {
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    private (RecipeAdapter, string) Concept(string folder)
    {
        var concept = new ConceptFolder(folder).ReadConcept();
        return (new RecipeAdapter(Guid.NewGuid(), concept.Name, _blobs.Put(File.ReadAllBytes(new ConceptFolder(folder).Adapter)), 1), $"{concept.TriggerWord} {concept.ClassWord}");
    }

    private async Task<Served> RunAsync(int members, int atOnce, int each)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var gate = new SemaphoreSlim(atOnce);
        var transport = new InProcessTransport();
        var watched = new ConcurrentDictionary<JobTicket, Watched>();
        var runs = new JobRuns(_device, new Drawings(_device), _blobs, new NoCheckpoints(), MemoryBudget.Of(null), new WorkerOptions(), TimeProvider.System);
        var worker = new Worker(transport, runs, new WorkerOptions(), TimeProvider.System).RunAsync(stop.Token);
        var reading = ReadAsync(transport, watched, stop.Token);
        using var own = Process.GetCurrentProcess();
        var (began, busy) = (Stopwatch.GetTimestamp(), own.TotalProcessorTime);
        var served = await Task.WhenAll(Enumerable.Range(0, members).Select(member => MemberAsync(member)));
        own.Refresh();
        var elapsed = Stopwatch.GetElapsedTime(began);
        var share = (own.TotalProcessorTime - busy) / elapsed / Environment.ProcessorCount;
        await stop.CancelAsync();
        await worker;
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return new Served([.. served.SelectMany(it => it)], elapsed, share);

        async Task<List<Waited>> MemberAsync(int member)
        {
            var random = new Random(member);
            var waited = new List<Waited>();
            for (var i = 0; i < each; i++)
            {
                var asked = Stopwatch.GetTimestamp();
                await gate.WaitAsync(stop.Token);
                var (request, watch) = (Request(random, seed: member * 100 + i), new Watched());
                watched[request.Ticket] = watch;
                var started = Stopwatch.GetTimestamp();
                await transport.SubmitAsync(request, stop.Token);
                await watch.Ended.Task.WaitAsync(stop.Token);
                gate.Release();
                waited.Add(new Waited(Seconds(asked, started), Seconds(started, watch.FirstPreview ?? Stopwatch.GetTimestamp()), Seconds(asked, Stopwatch.GetTimestamp())));
            }

            return waited;
        }
    }

    private GenerateRequest Request(Random random, int seed)
    {
        var recipe = Enumerable.Range(0, ConceptsEach).Select(_ => _concepts[random.Next(_concepts.Count)]).DistinctBy(it => it.Adapter.ConceptId).ToList();
        var device = _device.Device.GetAwaiter().GetResult().Model;
        return new GenerateRequest
        {
            Ticket = new JobTicket(Guid.NewGuid(), 1),
            BaseModelHash = device.Hash,
            Prompt = "a photo of " + string.Join(" and ", recipe.Select(it => it.Phrase)),
            WidthPixels = device.Choices.Sizes.OwnWidth,
            HeightPixels = device.Choices.Sizes.OwnHeight,
            Steps = Steps,
            GuidanceScale = new GenerationSettings { Prompt = "" }.GuidanceScale,
            Seed = seed,
            Scheduler = "dpm++2m",
            Recipe = [.. recipe.Select(it => it.Adapter)],
        };
    }

    private static async Task ReadAsync(InProcessTransport transport, ConcurrentDictionary<JobTicket, Watched> watched, CancellationToken stopping)
    {
        await foreach (var happening in transport.EventsAsync(stopping))
        {
            if (!watched.TryGetValue(happening.Ticket, out var watch)) continue;
            if (happening is JobEvent.Preview) watch.FirstPreview ??= Stopwatch.GetTimestamp();
            if (happening is JobEvent.Failed failed) watch.Ended.TrySetException(new CannotRunException(failed.Sentence));
            else if (happening.IsLast) watch.Ended.TrySetResult();
        }
    }

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;

    private sealed class Watched
    {
        public long? FirstPreview { get; set; }
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <param name="Wait">Until it was begun, seconds.</param>
    /// <param name="Preview">From then to the first preview.</param>
    /// <param name="Total">From asking to the picture.</param>
    private sealed record Waited(double Wait, double Preview, double Total);

    private sealed record Served(IReadOnlyList<Waited> Pictures, TimeSpan Elapsed, double Processor)
    {
        public double PerMinute => Pictures.Count / Elapsed.TotalMinutes;

        public IEnumerable<Measure> Measures(string name) =>
        [
            new($"{name}.pictures_a_minute", PerMinute, ""),
            .. Of($"{name}.wait", it => it.Wait), .. Of($"{name}.total", it => it.Total),
            Measure.AtMost($"{name}.first_preview.p95", At([.. Pictures.Select(it => it.Preview)], 0.95), "s", 1),
            new($"{name}.processor", Processor, "share"),
        ];

        private IEnumerable<Measure> Of(string name, Func<Waited, double> of)
        {
            double[] times = [.. Pictures.Select(of)];
            return new[] { 0.5, 0.95, 0.99 }.Select(part => new Measure($"{name}.p{part * 100:0}", At(times, part), "s"));
        }

        private static double At(double[] times, double part) => times.Order().ElementAt((int)Math.Min(times.Length - 1, part * times.Length));
    }
}
