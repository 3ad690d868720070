using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using ConceptHub.Web.Media;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace ConceptHub.Web.Train;

/// <summary>Takes a LoRA, or a ready adapter; a good one leads on to its draft, a bad one is refused with its reasons and what to do.</summary>
public sealed partial class LoraStart
{
    private FileRefusal? _refusal;
    private PublishedTwin? _twin;
    private string? _refused;
    private string? _busy;

    [Inject] private LoraDrafts Loras { get; set; } = default!;
    [Inject] private AdapterDrafts Adapters { get; set; } = default!;
    [Inject] private BaseModelGate Gate { get; set; } = default!;
    [Inject] private EngineOptions Engine { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    // A file chosen before the page is connected would be lost, and one that comes before the model is read cannot be judged.
    private bool IsReady => RendererInfo.IsInteractive && Gate.Current is not null;

    private async Task UploadAsync(InputFileChangeEventArgs change)
    {
        var file = change.File;
        (_refusal, _twin, _refused, _busy) = (null, null, file.Name, TrainTexts.Reading);
        StateHasChanged();
        if (file.Size > LoraUploads.MaximumBytes) _refusal = LoraUploads.TooLarge;
        else await ReceiveAsync(file);
        _busy = null;
    }

    private async Task ReceiveAsync(IBrowserFile file)
    {
        var actor = await Current.RequireAsync();
        var problem = await BrowserUpload.ReceiveAsync(file, new UploadRoom(LoraUploads.MaximumBytes, TellAsync), async whole =>
        {
            _busy = TrainTexts.CheckingTensors;
            StateHasChanged();
            var result = await BringAsync(actor, whole);
            (_refusal, _twin) = result.Match<(FileRefusal?, PublishedTwin?)>(brought => (null, null), known => (null, known.Twin), refused => (refused.Why, null));
            if (result is BringFileResult.Brought { DraftId: var draft }) Navigation.NavigateTo(TrainAddress.Of(draft));
        });
        if (problem is not null) _refusal = new FileRefusal([TrainTexts.LoraUploadProblem.With(problem)], TrainTexts.LoraUntouched);
    }

    // Its content says what it is.
    private Task<BringFileResult> BringAsync(Actor actor, UploadedFile file)
    {
        var model = Gate.Current!;
        return AdapterDrafts.IsAdapter(file.Content)
            ? Adapters.BringAsync(actor, model.Plan, model.Codebook, file, CancellationToken.None)
            : Loras.BringAsync(actor, model.Fit.Targets, file, CancellationToken.None);
    }

    private Task TellAsync(double share)
    {
        _busy = TrainTexts.ReadingShare.With(share.ToString("0 %", CultureInfo.InvariantCulture));
        StateHasChanged();
        return Task.CompletedTask;
    }
}
