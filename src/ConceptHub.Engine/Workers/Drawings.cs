using System.Diagnostics;
using ConceptHub.Diffusion;

namespace ConceptHub.Engine;

/// <summary>
/// All pictures that are being drawn, step by step together: who comes joins after the step that is being taken, who has taken all
/// steps leaves, whatever others do. Steps are work like any other on the device's thread, so that a training gets its turn between them.
/// </summary>
public sealed class Drawings(DeviceThread device)
{
    private readonly List<Entry> _entries = [];   // of the device's thread; those that waited longest for a step come first

    /// <summary>How many are on their way; for figures.</summary>
    public int Count => _count;

    private volatile int _count;

    /// <param name="onStep">Told on the device's thread after each step.</param>
    /// <exception cref="JobRefusedException">The model cannot take a setting.</exception>
    /// <exception cref="OperationCanceledException">At most one step after <paramref name="cancellation"/> fires.</exception>
    public async Task<IReadOnlyList<RgbImage>> DrawAsync(GenerateRequest request, LoadedDrawing files, Action<IDrawing> onStep, CancellationToken cancellation)
    {
        var entry = await device.RunAsync(it =>
        {
            cancellation.ThrowIfCancellationRequested();
            var joined = new Entry(it.Begin(request, files), onStep, cancellation);
            _entries.Add(joined);
            if (_entries.Count == 1) device.Post(Go);
            _count = _entries.Count;
            return joined;
        });
        return await entry.Done.Task;
    }

    private void Go(IDiffusionDevice it)
    {
        foreach (var entry in _entries.Where(entry => entry.Cancellation.IsCancellationRequested).ToList()) Cancel(entry);
        if (_entries.Exists(entry => !entry.Drawing.IsOver)) Step(it, [.. _entries.Where(entry => !entry.Drawing.IsOver)]);
        // The first are stored, and their members ask for more, while the others are decoded.
        foreach (var over in _entries.Where(entry => entry.Drawing.IsOver).ToList().Chunk(it.DecodedTogether)) End(it, over);
        if (_entries.Count > 0) device.Post(Go);
    }

    private void Step(IDiffusionDevice it, IReadOnlyList<Entry> entries)
    {
        IReadOnlyList<IDrawing> moved;
        var began = Stopwatch.GetTimestamp();
        try
        {
            moved = it.Step([.. entries.Select(entry => entry.Drawing)]);
        }
        catch (Exception fault)
        {
            // One of them is to blame, or all are too much together: each tries alone.
            if (entries.Count == 1) Fail(entries[0], fault);
            else foreach (var entry in entries.ToList()) Step(it, [entry]);
            return;
        }

        EngineMeter.DrawingStep.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);
        EngineMeter.DrawingBatch.Record(moved.Count);
        foreach (var entry in entries.Where(entry => moved.Contains(entry.Drawing)).ToList()) Tell(entry);
    }

    private void Tell(Entry entry)
    {
        _entries.Remove(entry);
        _entries.Add(entry);
        try
        {
            entry.OnStep(entry.Drawing);
        }
        catch (Exception fault)
        {
            Fail(entry, fault);
        }
    }

    private void End(IDiffusionDevice it, IReadOnlyList<Entry> over)
    {
        IReadOnlyList<IReadOnlyList<RgbImage>> pictures;
        try
        {
            using var any = CancellationTokenSource.CreateLinkedTokenSource([.. over.Select(entry => entry.Cancellation)]);
            pictures = it.Finish([.. over.Select(entry => entry.Drawing)], any.Token);
        }
        catch (Exception fault)
        {
            // One of them is cancelled or to blame, or all are too much together: each alone.
            if (over.Count > 1) foreach (var entry in over) End(it, [entry]);
            else if (fault is OperationCanceledException) Cancel(over[0]);
            else Fail(over[0], fault);
            return;
        }

        foreach (var (entry, own) in over.Zip(pictures))
        {
            entry.Done.SetResult(own);
            Leave(entry);
        }
    }

    private void Cancel(Entry entry)
    {
        entry.Done.SetCanceled(entry.Cancellation);
        Leave(entry);
    }

    private void Fail(Entry entry, Exception fault)
    {
        entry.Done.SetException(fault);
        Leave(entry);
    }

    private void Leave(Entry entry)
    {
        _entries.Remove(entry);
        entry.Drawing.Dispose();
        _count = _entries.Count;
    }

    private sealed record Entry(IDrawing Drawing, Action<IDrawing> OnStep, CancellationToken Cancellation)
    {
        public TaskCompletionSource<IReadOnlyList<RgbImage>> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
