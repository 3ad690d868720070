using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using ConceptHub.Web.Media;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace ConceptHub.Web.Train;

/// <summary>A brought LoRA as its tensors tell it.</summary>
public sealed partial class LoraCard
{
    private IReadOnlyList<string> _problems = [];
    private bool _isBusy;

    /// <summary>A draft with a LoRA.</summary>
    [Parameter, EditorRequired] public TrainDraftInfo Draft { get; set; } = default!;
    [Parameter] public EventCallback OnChanged { get; set; }

    [Inject] private LoraDrafts Loras { get; set; } = default!;
    [Inject] private BaseModelGate Gate { get; set; } = default!;
    [Inject] private EngineOptions Engine { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private BroughtLora Lora => Draft.Lora!;

    // A file chosen before the page is connected would be lost.
    private bool IsOpen => RendererInfo.IsInteractive && Draft.State == DraftState.Draft && Gate.Current is not null && OnChanged.HasDelegate;

    private async Task UploadAsync(InputFileChangeEventArgs change)
    {
        (_isBusy, _problems) = (true, []);
        StateHasChanged();
        var actor = await Current.RequireAsync();
        var problem = await BrowserUpload.ReceiveAsync(change.File, new UploadRoom(LoraUploads.MaximumEmbeddingBytes), async whole =>
            Tell(await Loras.AddEmbeddingAsync(actor, Draft.Id, Gate.Current!.Fit.TextWidth, whole, CancellationToken.None)));
        if (problem is not null) _problems = [$"{change.File.Name} {problem}"];
        _isBusy = false;
        await OnChanged.InvokeAsync();
    }

    private async Task RemoveAsync()
    {
        Tell(await Loras.RemoveEmbeddingAsync(await Current.RequireAsync(), Draft.Id, CancellationToken.None));
        await OnChanged.InvokeAsync();
    }

    private void Tell(ActionResult result) => _problems = result is ActionResult.Refused refused ? [refused.Sentence] : [];
}
