using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Pipelines;

/// <summary>
/// Threads that share a pass through the UNet on the processor, each with some of its samples. They wait for each other once a pass, where
/// threads inside of each product wait at every layer: small layers do not fill them, and one thread that is held up stalls all
/// (measured on two cores, eight members: docs/performance.md).
/// </summary>
public sealed class PassTeam : IDisposable
{
    [ThreadStatic] private static int _part;

    private readonly BlockingCollection<Action> _work = [];
    private readonly List<Thread> _helpers;
    private readonly int _within;

    /// <param name="threads">At least one, the caller's included. The others inherit its priority.</param>
    /// <param name="within">Threads inside of products, for all parts of a pass together, as the caller has them for other work.</param>
    public PassTeam(int threads, int within)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(within, 1);
        _within = within;
        _helpers = [.. Enumerable.Range(1, threads - 1).Select(i => new Thread(Help) { Name = $"device {i + 1}", IsBackground = true, Priority = Thread.CurrentThread.Priority })];
        foreach (var helper in _helpers) helper.Start();
    }

    public int Threads => _helpers.Count + 1;

    /// <summary>Which part of a pass the calling thread computes.</summary>
    internal static int Part => _part;

    /// <summary>Does all parts at once, the first of them on this thread. Ends when all have; throws what the first that failed threw.</summary>
    /// <param name="work">Is told the part; makes its own scopes for tensors.</param>
    internal void Run(int parts, Action<int> work)
    {
        using var left = new CountdownEvent(parts);
        var faults = new ConcurrentQueue<Exception>();
        for (var part = 1; part < parts; part++)
        {
            var own = part;
            _work.Add(() => Do(own));
        }

        Do(0);
        left.Wait();
        if (parts > 1) Spread(1);
        if (faults.TryDequeue(out var fault)) ExceptionDispatchInfo.Throw(fault);

        void Do(int part)
        {
            try
            {
                _part = part;
                Spread(parts);
                work(part);
            }
            catch (Exception failed)
            {
                faults.Enqueue(failed);
            }
            finally
            {
                _part = 0;
                left.Signal();
            }
        }
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        foreach (var helper in _helpers) helper.Join();
        _work.Dispose();
    }

    // Of the calling thread; each has a setting of its own.
    private void Spread(int parts)
    {
        var threads = Math.Max(1, _within / parts);
        if (get_num_threads() != threads) set_num_threads(threads);
    }

    private void Help()
    {
        foreach (var work in _work.GetConsumingEnumerable()) work();
    }
}
