using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace ConceptHub.Web.Gallery;

/// <summary>One picture large, with all that it was made with and all that its owner may do.</summary>
public sealed partial class PictureSheet
{
    private IReadOnlyList<RecipeItem> _parts = [];
    private IReadOnlyList<PictureInfo> _cells = [];
    private IReadOnlyList<Guid> _boards = [];
    private IReadOnlyList<string> _problems = [];
    private bool _sure;

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = default!;
    [Inject] private OwnPictures Pictures { get; set; } = default!;
    [Inject] private Pictures Seen { get; set; } = default!;
    [Inject] private Boards Shelf { get; set; } = default!;
    [Inject] private RecipeLookup Lookup { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    [Parameter, EditorRequired] public OwnPicture Own { get; set; } = default!;
    [Parameter] public IReadOnlyList<BoardInfo> AllBoards { get; set; } = [];

    private PictureInfo Picture => Own.Picture;

    protected override async Task OnInitializedAsync()
    {
        var actor = await Current.RequireAsync();
        _parts = await Lookup.ItemsAsync(Picture.Recipe, actor, CancellationToken.None);
        if (Picture.Grid is not null) _cells = await Seen.OnSheetAsync(Picture.Id, actor, CancellationToken.None);
        _boards = await Pictures.BoardsAsync(actor, Picture.Id, CancellationToken.None);
    }

    private static string Strength(RecipeEntry entry)
    {
        var strength = entry.Strength.ToString("0.00", CultureInfo.InvariantCulture);
        return entry.Enabled ? strength : GalleryTexts.SwitchedOff.With(strength);
    }

    private async Task StarAsync(ChangeEventArgs change) =>
        Tell(await Pictures.StarAsync(await Current.RequireAsync(), [Picture.Id], change.Value is true, CancellationToken.None));

    private async Task ShowAsync(ChangeEventArgs change)
    {
        var (actor, visibility) = (await Current.RequireAsync(), change.Value is true ? PictureVisibility.Public : PictureVisibility.Private);
        if (visibility == PictureVisibility.Public && await Pictures.ShowProblemAsync(actor, CancellationToken.None) is { } problem) _problems = [problem];
        else Tell(await Pictures.ShowAsync(actor, [Picture.Id], visibility, CancellationToken.None));
    }

    private async Task PutAsync(Guid board, bool isOn)
    {
        var actor = await Current.RequireAsync();
        _problems = BoardWords.Problems(isOn
            ? await Shelf.AddAsync(actor, board, [Picture.Id], CancellationToken.None)
            : await Shelf.RemoveAsync(actor, board, [Picture.Id], CancellationToken.None));
    }

    private async Task DeleteAsync()
    {
        if (!_sure)
        {
            _sure = true;
            return;
        }

        Tell(await Pictures.DeleteAsync(await Current.RequireAsync(), [Picture.Id], CancellationToken.None));
        if (_problems.Count == 0) Dialog.Close();
    }

    private void Tell(int concerned) => _problems = concerned == 1 ? [] : [GalleryTexts.PictureNoLongerThere];
}
