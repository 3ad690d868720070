using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ConceptHub.Engine;

/// <summary>
/// The one thread that touches the device, of lower priority than the threads that serve pages. The model is opened on it at
/// the first use of <see cref="Start"/>, so that a site answers before its model is read.
/// </summary>
public sealed class DeviceThread(Func<IDiffusionDevice> open) : IDisposable
{
    private const int PoliteNiceness = 5;

    // In the middle of a training others have the device for so long at a time: then the training takes a step.
    private static readonly TimeSpan OthersTurn = TimeSpan.FromSeconds(3);

    private readonly BlockingCollection<Action<IDiffusionDevice>> _work = [];
    private readonly ConcurrentQueue<(Action<IDiffusionDevice> Work, long Since)> _long = [];
    private readonly TaskCompletionSource<IDiffusionDevice> _device = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private IDiffusionDevice? _opened;   // of the device's thread alone

    /// <summary>The opened device; faulted when the model could not be read.</summary>
    public Task<IDiffusionDevice> Device => _device.Task;

    /// <summary>How many pieces of work wait for the device, without what it is doing.</summary>
    public int Waiting => _work.Count;

    /// <summary>Begins to open the model. Later calls do nothing.</summary>
    public void Start()
    {
        var thread = new Thread(Run) { Name = "device", IsBackground = true, Priority = ThreadPriority.BelowNormal };
        if (Interlocked.CompareExchange(ref _thread, thread, null) is null) thread.Start();
    }

    /// <summary>Runs work on the device and returns its result; work waits in order.</summary>
    public Task<T> RunAsync<T>(Func<IDiffusionDevice, T> work) => RunAsync(work, _work.Add);

    /// <summary>Runs work that takes minutes and calls <see cref="LetOthers"/>; it begins when nothing shorter waits, or waited some seconds, one after another.</summary>
    public Task<T> RunLongAsync<T>(Func<IDiffusionDevice, T> work) => RunAsync(work, it =>
    {
        _long.Enqueue((it, Stopwatch.GetTimestamp()));
        _work.Add(_ => { });   // wakes the thread, which then looks for it
    });

    /// <summary>Work that answers nobody, behind what waits already.</summary>
    public void Post(Action<IDiffusionDevice> work) => _work.Add(work);

    private async Task<T> RunAsync<T>(Func<IDiffusionDevice, T> work, Action<Action<IDiffusionDevice>> add)
    {
        await Device;
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        add(device =>
        {
            try
            {
                result.SetResult(work(device));
            }
            catch (OperationCanceledException cancelled)
            {
                result.SetCanceled(cancelled.CancellationToken);
            }
            catch (Exception fault)
            {
                result.SetException(fault);
            }
        });
        return await result.Task;
    }

    /// <summary>
    /// Called on the device's thread by long work, at a moment when the model is as others may find it: does what waits, for some
    /// seconds at most, then returns. So a picture is drawn between two steps of a training instead of minutes later, and a busy site
    /// does not stop a training.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called on another thread.</exception>
    public void LetOthers()
    {
        if (Thread.CurrentThread != _thread || _opened is not { } device) throw new InvalidOperationException("Only work on the device's thread can let others in.");
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < OthersTurn && _work.TryTake(out var work)) work(device);
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread?.Join();
        _work.Dispose();
    }

    private void Run()
    {
        if (OperatingSystem.IsLinux()) _ = SetPriority(0, 0, PoliteNiceness);
        IDiffusionDevice device;
        try
        {
            device = open();
        }
        catch (Exception fault)
        {
            _device.SetException(fault);
            _ = _device.Task.Exception;
            return;
        }

        using (device)
        {
            _opened = device;
            _device.SetResult(device);
            foreach (var work in _work.GetConsumingEnumerable())
            {
                work(device);
                if (_long.TryPeek(out var first) && (_work.Count == 0 || Stopwatch.GetElapsedTime(first.Since) > OthersTurn) && _long.TryDequeue(out first)) first.Work(device);
            }
        }
    }

    // .NET's thread priorities do nothing on Linux; there a thread has its own niceness, and libtorch's helper threads inherit it.
    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int niceness);
}
