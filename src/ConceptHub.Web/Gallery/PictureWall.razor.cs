using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using MudBlazor;

namespace ConceptHub.Web.Gallery;

/// <summary>A member's own pictures. Filters are in the address; what is chosen lasts until another page or filter is shown.</summary>
public sealed partial class PictureWall : IDisposable
{
    private readonly HashSet<Guid> _chosen = [];
    private PictureQuery _query = new();
    private PageOf<OwnPicture>? _pictures;
    private IReadOnlyList<BoardInfo> _boards = [];
    private IReadOnlyList<UsedConcept> _concepts = [];

    [Inject] private OwnPictures Pictures { get; set; } = default!;
    [Inject] private Boards Boards { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private IDialogService Dialogs { get; set; } = default!;

    private bool IsEmptyBoard => _query.BoardId is not null && GalleryAddress.IsPlain(_query with { BoardId = null });

    public void Dispose() => Navigation.LocationChanged -= OnMoved;

    protected override Task OnInitializedAsync()
    {
        Navigation.LocationChanged += OnMoved;
        return ShowAsync();
    }

    private void OnMoved(object? sender, LocationChangedEventArgs moved)
    {
        if (new Uri(moved.Location).AbsolutePath.EndsWith("/gallery", StringComparison.Ordinal)) _ = InvokeAsync(ShowAsync);
    }

    private async Task ShowAsync()
    {
        _query = GalleryAddress.Read(new Uri(Navigation.Uri));
        _chosen.Clear();
        await ReloadAsync();
        StateHasChanged();
    }

    private async Task ReloadAsync()
    {
        var actor = await Current.RequireAsync();
        _pictures = await Pictures.FindAsync(actor, _query, CancellationToken.None);
        _boards = await Boards.MineAsync(actor, CancellationToken.None);
        _concepts = await Pictures.ConceptsAsync(actor, CancellationToken.None);
        _chosen.IntersectWith(_pictures.Items.Select(own => own.Picture.Id));
    }

    private void GoTo(PictureQuery query) => Navigation.NavigateTo(GalleryAddress.Of(query));

    private void Choose(OwnPicture own)
    {
        if (!_chosen.Remove(own.Picture.Id)) _chosen.Add(own.Picture.Id);
    }

    private void ChooseAll() => _chosen.UnionWith(_pictures!.Items.Select(own => own.Picture.Id));

    private async Task StarAsync(OwnPicture own)
    {
        await Pictures.StarAsync(await Current.RequireAsync(), [own.Picture.Id], !own.IsStarred, CancellationToken.None);
        await ReloadAsync();
    }

    private async Task OpenAsync(OwnPicture own)
    {
        var parameters = new DialogParameters<PictureSheet> { { sheet => sheet.Own, own }, { sheet => sheet.AllBoards, _boards } };
        var dialog = await Dialogs.ShowAsync<PictureSheet>(GalleryTexts.Picture, parameters, new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true, CloseButton = true, CloseOnEscapeKey = true });
        await dialog.Result;
        await ReloadAsync();
    }
}
