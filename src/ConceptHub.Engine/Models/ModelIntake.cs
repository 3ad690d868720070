using System.Collections.Concurrent;
using ConceptHub.Diffusion;
using ConceptHub.Diffusion.Checkpoints;
using ConceptHub.Diffusion.Schedulers;

namespace ConceptHub.Engine;

/// <summary>A model that somebody wants added.</summary>
/// <param name="Source">File or folder on this machine.</param>
/// <param name="Name">Null: from the source's name.</param>
/// <param name="Tokenizer">Folder of a tokenizer, for a checkpoint in one file; null: an installed one.</param>
/// <param name="IsVelocity">What a checkpoint in one file was trained to say; null: what is usual.</param>
public sealed record ModelWish(string Source, string? Name = null, string? Tokenizer = null, bool? IsVelocity = null)
{
    /// <summary>The source is an upload's, and goes when it was read.</summary>
    public bool IsUpload { get; init; }
}

/// <summary>A wish that is not yet a model.</summary>
/// <param name="Problem">Why it will not become one; null while it is being checked or waits.</param>
public sealed record OpenWish(Guid Id, string Label, string? Problem);

/// <summary>Adds models one after the other, behind whoever asked: checking one takes minutes, and the memory of a second model.</summary>
public sealed class ModelIntake(ModelStore store) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, OpenWish> _open = [];
    private readonly SemaphoreSlim _one = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Guid, Task> _running = [];

    /// <summary>Being checked, waiting, or refused and not yet dismissed.</summary>
    public IReadOnlyList<OpenWish> Open => [.. _open.Values.OrderBy(wish => wish.Label, StringComparer.Ordinal)];

    public bool IsBusy => _open.Values.Any(wish => wish.Problem is null);

    /// <summary>Starts to add a model, and returns at once.</summary>
    public void Begin(ModelWish wish)
    {
        var id = Guid.NewGuid();
        _open[id] = new OpenWish(id, wish.Name ?? ModelStore.NameFrom(wish.Source), null);
        _running[id] = Task.Run(() => AddAsync(id, wish));
    }

    /// <summary>Takes a refused wish off the list.</summary>
    public void Dismiss(Guid id)
    {
        if (_open.TryGetValue(id, out var wish) && wish.Problem is not null) _open.TryRemove(id, out _);
    }

    /// <summary>Stops what is going on; nothing half-written stays.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running.Values);
        _stopping.Dispose();
        _one.Dispose();
    }

    private async Task AddAsync(Guid id, ModelWish wish)
    {
        try
        {
            await _one.WaitAsync(_stopping.Token);
            try
            {
                PredictionType? said = wish.IsVelocity switch { true => PredictionType.Velocity, false => PredictionType.Epsilon, null => null };
                store.Add(wish.Source, wish.Name, new ModelImportOptions { Tokenizer = wish.Tokenizer, Prediction = said }, _stopping.Token);
            }
            finally
            {
                _one.Release();
            }

            _open.TryRemove(id, out _);
        }
        catch (OperationCanceledException)
        {
            _open.TryRemove(id, out _);
        }
        catch (Exception fault) when (fault is InvalidModelException or IOException or UnauthorizedAccessException)
        {
            _open[id] = _open[id] with { Problem = fault.Message };
        }
        finally
        {
            if (wish.IsUpload) File.Delete(wish.Source);
            _running.TryRemove(id, out _);
        }
    }
}
