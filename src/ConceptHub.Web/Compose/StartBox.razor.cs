using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Web.Media;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace ConceptHub.Web.Compose;

/// <summary>The picture to draw over: chosen from a file here, or from the member's own pictures elsewhere.</summary>
public sealed partial class StartBox
{
    /// <summary>Where the slider begins.</summary>
    internal const double UsualStrength = 0.6;

    private IReadOnlyList<string> _problems = [];
    private bool _isBusy;

    [Inject] private StartUploads Uploads { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    [Parameter, EditorRequired] public ComposeState State { get; set; } = default!;

    /// <summary>Of the installed model: a new start picture chooses the size that is most like its own.</summary>
    [Parameter, EditorRequired] public PictureSizes Sizes { get; set; } = default!;
    [Parameter] public EventCallback OnChange { get; set; }

    private async Task UploadAsync(InputFileChangeEventArgs change)
    {
        (_isBusy, _problems) = (true, []);
        StateHasChanged();
        var actor = await Current.RequireAsync();
        var problem = await BrowserUpload.ReceiveAsync(change.File, async whole => Take(await Uploads.AddAsync(actor, whole, CancellationToken.None)));
        if (problem is not null) _problems = [$"{change.File.Name} {problem}"];
        _isBusy = false;
        await OnChange.InvokeAsync();
    }

    private void Take(StartUploadResult result)
    {
        _problems = result.Match<IReadOnlyList<string>>(kept => [], refused => [$"{refused.Problem.FileName} {refused.Problem.Sentence}"]);
        if (result is not StartUploadResult.Kept picture) return;
        State.Start = new StartPicture(picture.Blob, UsualStrength);
        (State.Width, State.Height) = Sizes.Like(picture.WidthPixels, picture.HeightPixels);
    }

    private Task WeighAsync(ChangeEventArgs change)
    {
        if (State.Start is not { } start || !double.TryParse(change.Value as string, CultureInfo.InvariantCulture, out var strength)) return Task.CompletedTask;
        State.Start = start with { Strength = Math.Clamp(strength, 0.05, 1) };
        return OnChange.InvokeAsync();
    }

    private Task RemoveAsync()
    {
        State.Start = null;
        return OnChange.InvokeAsync();
    }
}
