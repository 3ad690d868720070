using ConceptHub.Catalog;
using ConceptHub.Web.Media;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace ConceptHub.Web.Compose;

/// <summary>Takes a picture (chosen, pasted, or dropped anywhere on the page) and gives the state of the composer that made it.</summary>
public sealed partial class RestoreBox
{
    private IReadOnlyList<string> _problems = [];
    private RecalledState? _recalled;
    private string _name = "";
    private bool _isBusy;

    [Inject] private PictureRecall Recall { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    /// <summary>Everything is to be as this, and what is not in it as usual.</summary>
    [Parameter] public EventCallback<ComposeState> OnRestore { get; set; }

    private async Task ReadAsync(InputFileChangeEventArgs change)
    {
        (_isBusy, _problems, _recalled, _name) = (true, [], null, change.File.Name);
        StateHasChanged();
        try
        {
            var actor = await Current.RequireAsync();
            var problem = await BrowserUpload.ReceiveAsync(change.File, async whole => _recalled = await Recall.ReadAsync(await BytesAsync(whole), actor, CancellationToken.None));
            if (problem is not null) _problems = [$"{_name} {problem}"];
            else if (_recalled is null) _problems = [ComposeTexts.SaysNothing.With(_name)];
        }
        finally
        {
            _isBusy = false;
        }

        if (_recalled is not null) await OnRestore.InvokeAsync(_recalled.State);
    }

    private static async Task<byte[]> BytesAsync(UploadedFile file)
    {
        using var bytes = new MemoryStream();
        await file.Content.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
