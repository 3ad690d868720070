using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>A concept's reviews, and the viewer's own to write.</summary>
public sealed partial class ConceptReviews
{
    private ReviewBoard _board = new(new PageOf<ReviewInfo>([], 0, 1, Catalog.Reviews.PageSize), null, ReviewRight.Guest);
    private IReadOnlyList<string> _problems = [];

    [Parameter, EditorRequired] public ConceptCard Card { get; set; } = default!;
    [Parameter] public Actor? Viewer { get; set; }

    [SupplyParameterFromForm(FormName = "review")] private Form? Input { get; set; }
    [SupplyParameterFromQuery(Name = "reviews")] private int? Page { get; set; }

    [Inject] private Reviews Reviews { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private IEnumerable<ReviewInfo> Shown => _board.Mine is { } mine && _board.Others.Page == 1 ? _board.Others.Items.Prepend(mine) : _board.Others.Items;

    private string Here => ConceptAddress.Of(Card) + "#reviews";

    protected override async Task OnInitializedAsync()
    {
        _board = await Reviews.OfAsync(Card.Id, Viewer, Page ?? 1, CancellationToken.None);
        Input ??= new Form { Stars = _board.Mine?.Stars, Text = _board.Mine?.Text };
    }

    private async Task SaveAsync()
    {
        if (Viewer is null) return;
        var result = await Reviews.WriteAsync(Viewer, Card.Id, new ReviewDraft(Input!.Stars ?? 0, Input.Text ?? ""), CancellationToken.None);
        _problems = result.Match<IReadOnlyList<string>>(_ => [], _ => [ConceptsTexts.ConceptGone], _ => [ConceptsTexts.NotYours], refused => [refused.Sentence]);
        if (_problems.Count == 0) Navigation.NavigateTo(Here);
    }

    private async Task DeleteAsync()
    {
        if (Viewer is null || _board.Mine is not { } mine) return;
        await Reviews.DeleteAsync(Viewer, mine.Id, CancellationToken.None);
        Navigation.NavigateTo(Here);
    }

    private sealed class Form
    {
        public int? Stars { get; set; }
        public string? Text { get; set; }
    }
}
