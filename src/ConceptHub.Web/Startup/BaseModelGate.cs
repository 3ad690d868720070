using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Seats;

namespace ConceptHub.Web.Startup;

/// <summary>
/// Whoever needs the installed base model waits here; the engine's bridge opens the gate once the model is read.
/// Pages that only show things never wait.
/// </summary>
public sealed class BaseModelGate(SeatPlan seats)
{
    private readonly TaskCompletionSource<BaseModel> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The model, or null while it is being read.</summary>
    public BaseModel? Current => _opened.Task.IsCompletedSuccessfully ? _opened.Task.Result : null;

    public Task<BaseModel> WaitAsync(CancellationToken cancellation) => _opened.Task.WaitAsync(cancellation);

    /// <summary>Says which model runs here, and seats concepts by its plan from now on; only the first call counts.</summary>
    public void Open(DeviceModel model)
    {
        seats.Use(model.Codebook, model.Plan.Sites.Select(site => site.Name));
        _opened.TrySetResult(new BaseModel(model.Plan, model.Codebook, model.Choices, model.Fit) { Likeness = model.LikenessHash });
    }
}

/// <summary>The base model that runs here, as far as pages and seeds need it.</summary>
public sealed record BaseModel(BlockPlan Plan, Codebook Codebook, DrawingChoices Choices, LoraFit Fit)
{
    public InstalledModel Installed { get; } = InstalledModel.From(Plan, Codebook);

    /// <summary>SHA-256 of the model that says what its pictures look like; null when it has none.</summary>
    public string? Likeness { get; init; }
}
