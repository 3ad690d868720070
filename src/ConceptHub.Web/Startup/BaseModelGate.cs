using ConceptHub.Catalog;

namespace ConceptHub.Web.Startup;

/// <summary>
/// Whoever needs the installed base model waits here; the engine's bridge opens the gate once the model is read.
/// Pages that only show things never wait.
/// </summary>
public sealed class BaseModelGate
{
    private readonly TaskCompletionSource<InstalledModel> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The model, or null while it is being read.</summary>
    public InstalledModel? Current => _opened.Task.IsCompletedSuccessfully ? _opened.Task.Result : null;

    public Task<InstalledModel> WaitAsync(CancellationToken cancellation) => _opened.Task.WaitAsync(cancellation);

    /// <summary>Says which model runs here; only the first call counts.</summary>
    public void Open(InstalledModel model) => _opened.TrySetResult(model);
}
