using ConceptHub.Catalog;
using ConceptHub.Web.Media;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace ConceptHub.Web.Train;

/// <summary>Pictures and captions of a draft. Every file is judged by itself: good ones stay when others are refused.</summary>
public sealed partial class PicturesStep
{
    private const int MostAtOnce = 100;

    private readonly List<FileProblem> _problems = [];
    private IReadOnlyList<ExampleSet> _examples = [];
    private string? _busy;

    [Parameter, EditorRequired] public TrainDraftInfo Draft { get; set; } = default!;
    [Parameter] public EventCallback OnChanged { get; set; }
    [Parameter] public EventCallback OnNext { get; set; }

    [Inject] private TrainDrafts Drafts { get; set; } = default!;
    [Inject] private ExamplePictures Examples { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private bool IsEnough => Draft.Pictures.Count is >= TrainDrafts.FewestPictures and <= TrainDrafts.MostPictures;

    private string Missing => Draft.Pictures.Count > TrainDrafts.MostPictures
        ? TrainTexts.AtMostPictures.With(TrainDrafts.MostPictures)
        : TrainTexts.PicturesNeeded.With(TrainDrafts.FewestPictures - Draft.Pictures.Count);

    protected override void OnInitialized() => _examples = Examples.List();

    private async Task UploadAsync(InputFileChangeEventArgs change)
    {
        _problems.Clear();
        if (change.FileCount > MostAtOnce)
        {
            _problems.Add(new FileProblem(TrainTexts.TooManyFiles.With(change.FileCount), TrainTexts.TooManyAtOnce.With(TrainDrafts.MostPictures)));
            return;
        }

        var files = change.GetMultipleFiles(MostAtOnce);
        for (var i = 0; i < files.Count; i++)
        {
            _busy = TrainTexts.ReadingFile.With(i + 1, files.Count);
            StateHasChanged();
            await AddAsync(files[i]);
        }

        _busy = null;
        await OnChanged.InvokeAsync();
    }

    private async Task AddAsync(IBrowserFile file)
    {
        var actor = await Current.RequireAsync();
        var problem = await BrowserUpload.ReceiveAsync(file, async whole => Tell(await Drafts.AddPicturesAsync(actor, Draft.Id, [whole], CancellationToken.None)));
        if (problem is not null) _problems.Add(new FileProblem(file.Name, problem));
    }

    private async Task TakeAsync(ExampleSet set)
    {
        _problems.Clear();
        _busy = TrainTexts.TakingExamples.With(set.Name);
        StateHasChanged();
        try
        {
            Tell(await Drafts.AddExamplesAsync(await Current.RequireAsync(), Draft.Id, set.Slug, CancellationToken.None));
        }
        catch (Exception fault) when (StorageFullException.IsBehind(fault))
        {
            _problems.Add(new FileProblem(set.Name, TrainTexts.WasNotTaken.With(StorageFullException.Sentence)));
        }

        _busy = null;
        await OnChanged.InvokeAsync();
    }

    private async Task CaptionAsync(DraftPictureInfo picture, ChangeEventArgs change)
    {
        Tell(picture, await Drafts.CaptionAsync(await Current.RequireAsync(), Draft.Id, picture.Id, change.Value as string ?? "", CancellationToken.None));
        await OnChanged.InvokeAsync();
    }

    private async Task RemoveAsync(DraftPictureInfo picture)
    {
        Tell(picture, await Drafts.RemovePictureAsync(await Current.RequireAsync(), Draft.Id, picture.Id, CancellationToken.None));
        await OnChanged.InvokeAsync();
    }

    private async Task ClearAsync()
    {
        var actor = await Current.RequireAsync();
        foreach (var picture in Draft.Pictures) await Drafts.RemovePictureAsync(actor, Draft.Id, picture.Id, CancellationToken.None);
        await OnChanged.InvokeAsync();
    }

    private void Tell(AddPicturesResult result) => _problems.AddRange(result.Match(
        added => added.Problems,
        notFound => [new FileProblem(TrainTexts.TheDraft, TrainTexts.DraftGone)],
        closed => [new FileProblem(TrainTexts.TheDraft, TrainTexts.DraftClosed)]));

    private void Tell(DraftPictureInfo picture, ActionResult result)
    {
        if (result is ActionResult.Refused refused) _problems.Add(new FileProblem(picture.Caption, refused.Sentence));
    }
}
