using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using ConceptHub.Catalog;
using ConceptHub.Engine;

namespace ConceptHub.Web.Figures;

/// <summary>Listens to the same instruments that <c>/metrics</c> exports and keeps the last quarter of an hour of them for the page of figures.</summary>
public sealed partial class FigureRecorder(JobLeases jobs, CacheMeter caches, TimeProvider clock, ILogger<FigureRecorder> log) : BackgroundService
{
    private const string CircuitsMeter = "Microsoft.AspNetCore.Components.Server.Circuits", RequestsMeter = "Microsoft.AspNetCore.Hosting";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly int Kept = (int)(TimeSpan.FromMinutes(15) / Interval);

    private readonly ConcurrentDictionary<string, Tally> _tallies = new();
    private readonly Lock _gate = new();
    private readonly Queue<HubFigures> _past = [];
    private TimeSpan _processor = Environment.CpuUsage.TotalTime;
    private (long Hits, long Looks) _looked;   // into caches

    /// <summary>After each new set of figures; on any thread.</summary>
    public event Action? Changed;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<HubFigures> Past
    {
        get
        {
            lock (_gate) return [.. _past];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, it) =>
        {
            if (instrument.Meter.Name is EngineMeter.Name or HubMeter.Name or CircuitsMeter or RequestsMeter) it.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Take(instrument, value));
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Take(instrument, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Take(instrument, value));
        listener.Start();

        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogStumbled(fault);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var waiting = await jobs.WaitingAsync(cancellation);
        foreach (var kind in Enum.GetValues<JobKind>()) HubMeter.JobsWaiting.Record(waiting.GetValueOrDefault(kind), new KeyValuePair<string, object?>("kind", kind.ToString()));
        var now = Now(waiting);
        lock (_gate)
        {
            _past.Enqueue(now);
            while (_past.Count > Kept) _past.Dequeue();
        }

        Changed?.Invoke();
    }

    private HubFigures Now(IReadOnlyDictionary<JobKind, int> waiting)
    {
        var (busy, before) = (Environment.CpuUsage.TotalTime, _processor);
        _processor = busy;
        var (ended, joined, replaced) = (Taken(HubMeter.JobsEnded), Taken(HubMeter.UpdatesJoined), Taken(EngineMeter.FramesReplaced));
        var held = caches.Figures;
        var (looked, last) = ((Hits: held.Sum(cache => cache.Hits), Looks: held.Sum(cache => cache.Hits + cache.Misses)), _looked);
        _looked = looked;
        return new HubFigures(clock.GetUtcNow())
        {
            PicturesWaiting = waiting.GetValueOrDefault(JobKind.Generate),
            OthersWaiting = waiting.Where(of => of.Key != JobKind.Generate).Sum(of => of.Value),
            EndedPerMinute = ended.Sum * (TimeSpan.FromMinutes(1) / Interval),
            Wait = Taken(HubMeter.JobWait).Mean,
            Step = Taken(EngineMeter.DrawingStep).Mean * 1000,
            Batch = Taken(EngineMeter.DrawingBatch).Mean,
            TrainingStep = Taken(EngineMeter.TrainingStep).Mean * 1000,
            CacheHits = new Share(looked.Hits - last.Hits, (int)(looked.Looks - last.Looks)).Mean,
            CacheMegabytes = held.Sum(cache => cache.Bytes) / 1e6,
            Caches = held,
            Circuits = (long)Standing("aspnetcore.components.circuit.active"),
            DroppedPerSecond = (joined.Sum + replaced.Sum) / Interval.TotalSeconds,
            Request = Taken("http.server.request.duration").Mean * 1000,
            Megabytes = Environment.WorkingSet / 1e6,
            Processor = Math.Clamp((busy - before) / (Interval * Environment.ProcessorCount), 0, 1),
        };
    }

    private void Take(Instrument instrument, double value) => Of(instrument.Name).Add(value);

    private Tally Of(string instrument) => _tallies.GetOrAdd(instrument, _ => new Tally());

    private Share Taken(Instrument instrument) => Taken(instrument.Name);

    // What came since the last look.
    private Share Taken(string instrument) => Of(instrument).Take();

    // The sum of all ups and downs.
    private double Standing(string instrument) => Of(instrument).Total;

    [LoggerMessage(Level = LogLevel.Error, Message = "The figures of the last seconds could not be taken.")]
    private partial void LogStumbled(Exception fault);

    private sealed class Tally
    {
        private readonly Lock _gate = new();
        private double _sum;
        private int _count;

        public double Total { get; private set; }

        public void Add(double value)
        {
            lock (_gate)
            {
                _sum += value;
                _count++;
                Total += value;
            }
        }

        public Share Take()
        {
            lock (_gate)
            {
                var share = new Share(_sum, _count);
                (_sum, _count) = (0, 0);
                return share;
            }
        }
    }

    private readonly record struct Share(double Sum, int Count)
    {
        public double? Mean => Count == 0 ? null : Sum / Count;
    }
}
