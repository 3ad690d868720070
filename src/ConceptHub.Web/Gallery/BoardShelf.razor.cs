using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Gallery;

/// <summary>The member's boards as links, and what is done to them: make, rename, delete.</summary>
public sealed partial class BoardShelf
{
    private IReadOnlyList<string> _problems = [];
    private NameForm? _form;
    private ElementReference _box;
    private bool _isSure, _isOpened;

    [Inject] private Boards Shelf { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Parameter, EditorRequired] public PictureQuery Query { get; set; } = default!;
    [Parameter, EditorRequired] public IReadOnlyList<BoardInfo> Boards { get; set; } = [];

    /// <summary>A board has changed.</summary>
    [Parameter] public EventCallback OnChange { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_isOpened) return;
        _isOpened = false;
        await _box.FocusAsync();
    }

    private void Open(string name, bool isNew) => (_form, _isOpened, _isSure, _problems) = (new NameForm(isNew) { Name = name }, true, false, []);

    private async Task SaveAsync()
    {
        if (_form is not { } form) return;
        var actor = await Current.RequireAsync();
        if (form.IsNew) _problems = (await Shelf.CreateAsync(actor, form.Name, CancellationToken.None)).Match<IReadOnlyList<string>>(created => [], refused => [refused.Sentence]);
        else if (Query.BoardId is { } board) _problems = BoardWords.Problems(await Shelf.RenameAsync(actor, board, form.Name, CancellationToken.None));
        if (_problems.Count > 0) return;
        _form = null;
        await OnChange.InvokeAsync();
    }

    private async Task DeleteAsync()
    {
        if (!_isSure)
        {
            _isSure = true;
            return;
        }

        _isSure = false;
        if (Query.BoardId is not { } board) return;
        _problems = BoardWords.Problems(await Shelf.DeleteAsync(await Current.RequireAsync(), board, CancellationToken.None));
        if (_problems.Count == 0) Navigation.NavigateTo(GalleryAddress.Of(Query with { BoardId = null, Page = 1 }));
    }

    private sealed class NameForm(bool isNew)
    {
        public bool IsNew => isNew;

        public string Name { get; set; } = "";
    }
}
