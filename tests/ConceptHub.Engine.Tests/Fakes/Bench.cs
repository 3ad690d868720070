using System.Collections.Concurrent;
using System.Threading.Channels;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Caches;

namespace ConceptHub.Engine.Tests;

/// <summary>A worker with a fake device and stores in memory, fed through the real in-process transport.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly DeviceThread _thread;
    private readonly Channel<JobEvent> _events = Channel.CreateUnbounded<JobEvent>();
    private readonly ConcurrentQueue<JobEvent> _told = [];
    private readonly Task _worker;
    private readonly Task _listening;

    public Bench(FakeDevice? device = null, WorkerOptions? options = null, MemoryCheckpoints? checkpoints = null)
        : this(device ?? new FakeDevice(), null, options, checkpoints)
    {
    }

    /// <summary>With a device that is not drawn by hand.</summary>
    public Bench(Func<IDiffusionDevice> open)
        : this(new FakeDevice(), open, null, null)
    {
    }

    private Bench(FakeDevice device, Func<IDiffusionDevice>? open, WorkerOptions? options, MemoryCheckpoints? checkpoints)
    {
        Device = device;
        Checkpoints = checkpoints ?? Checkpoints;
        options ??= new WorkerOptions { ProgressInterval = TimeSpan.FromMilliseconds(1), PreviewInterval = TimeSpan.Zero };
        _thread = new DeviceThread(open ?? (() => Device));
        _thread.Start();
        var worker = new Worker(Transport, new JobRuns(_thread, new Drawings(_thread), Blobs, Checkpoints, Budget, options, TimeProvider.System), options, TimeProvider.System);
        _worker = worker.RunAsync(_stop.Token);
        _listening = ListenAsync();
    }

    public FakeDevice Device { get; }
    public MemoryBlobs Blobs { get; } = new();
    public MemoryBudget Budget { get; } = new(64L << 20);
    public MemoryCheckpoints Checkpoints { get; } = new();
    public InProcessTransport Transport { get; } = new();

    public PictureEmbeddings Embeddings() => new(_thread, Blobs);

    public ConflictForecast Forecast() => new(_thread, Blobs, Budget);

    public Task<IDiffusionDevice> OpenedAsync() => _thread.Device;

    /// <summary>Until something waits for the device, which is busy.</summary>
    public async Task UntilSomethingWaitsAsync()
    {
        while (_thread.Waiting == 0) await Task.Delay(5, _stop.Token);
    }

    /// <summary>
    /// For the device's thread: until so much of this kind was told. Only the newest of what quick steps tell is sent, so whoever counts
    /// it has every step wait for its own.
    /// </summary>
    /// <exception cref="TimeoutException">It was not told within ten seconds.</exception>
    public void UntilTold<T>(int count, Func<T, bool>? which = null)
        where T : JobEvent
    {
        if (!SpinWait.SpinUntil(() => _told.OfType<T>().Count(which ?? (_ => true)) >= count, TimeSpan.FromSeconds(10))) throw new TimeoutException($"{typeof(T).Name} was not told {count} times.");
    }

    public ValueTask SubmitAsync(JobRequest request) => Transport.SubmitAsync(request, _stop.Token);

    public ValueTask CancelAsync(JobTicket ticket) => Transport.CancelAsync(ticket, _stop.Token);

    public async Task<JobEvent> NextAsync() => await _events.Reader.ReadAsync(_stop.Token);

    /// <summary>All events up to the last word.</summary>
    public async Task<IReadOnlyList<JobEvent>> ToTheEndAsync()
    {
        var happened = new List<JobEvent>();
        while (happened is not [.., { IsLast: true }]) happened.Add(await NextAsync());
        return happened;
    }

    public async Task<IReadOnlyList<JobEvent>> RunAsync(JobRequest request)
    {
        await SubmitAsync(request);
        return await ToTheEndAsync();
    }

    public GenerateRequest Picture(string prompt = "a house", int steps = 8) => new()
    {
        Ticket = new JobTicket(Guid.NewGuid(), 1),
        BaseModelHash = FakeDevice.Plan.BaseModelHash,
        Prompt = prompt,
        WidthPixels = 32,
        HeightPixels = 32,
        Steps = steps,
        GuidanceScale = 4,
        Seed = 1,
        Scheduler = "dpm++2m",
    };

    public TrainRequest Training(int steps = 10, int number = 35) => new()
    {
        Ticket = new JobTicket(Guid.NewGuid(), 1),
        BaseModelHash = FakeDevice.Plan.BaseModelHash,
        Pictures = [new TrainPicture(Blobs.Put(PictureFile.Png(FakeDevice.Grey(64, 48, 90))), "a photo of <alice> person")],
        TriggerWord = "<alice>",
        ClassWord = "person",
        Kind = ConceptKind.Person,
        ConceptNumber = number,
        Steps = steps,
        SampleEvery = 5,
    };

    /// <summary>A LoRA of one layer of the fake device's model.</summary>
    public static OrdinaryLora Lora { get; } = new()
    {
        Modules = [new LoraModule($"unet.{FakeDevice.Plan.Layers[0].Name}", 1, [32, 8], [1, 2, 3, 4, 5, 6, 7, 8], [.. Enumerable.Repeat(0.5f, 32)], 1)],
    };

    public NicheRequest Niche()
    {
        using var file = new MemoryStream();
        LoraFile.Write(file, Lora);
        return new NicheRequest
        {
            Ticket = new JobTicket(Guid.NewGuid(), 1),
            BaseModelHash = FakeDevice.Plan.BaseModelHash,
            Lora = new RequestedLora(Blobs.Put(file.ToArray()), null, "sks"),
            TriggerWord = "<alice>",
            ClassWord = "person",
            Kind = ConceptKind.Person,
        };
    }

    public string PutAdapter(int number, string triggerWord = "alice") => PutAdapter(FakeDevice.Adapter(number, triggerWord));

    public string PutAdapter(ConceptAdapter adapter)
    {
        using var file = new MemoryStream();
        ConceptAdapterFile.Write(file, adapter, FakeDevice.Plan, Codebook.For(FakeDevice.Plan));
        return Blobs.Put(file.ToArray());
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _worker;
        await _listening;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested) await StopAsync();
        _thread.Dispose();
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            await foreach (var happened in Transport.EventsAsync(_stop.Token))
            {
                _told.Enqueue(happened);
                await _events.Writer.WriteAsync(happened, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // the bench ends
        }
    }
}
