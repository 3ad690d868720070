using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Gallery;

/// <summary>One picture with all it was made with. Private and hidden ones open for those whom the catalog lets see them.</summary>
public sealed partial class PicturePage
{
    private const int TitleLength = 70;

    [Parameter] public Guid Id { get; set; }

    [Inject] private Pictures Pictures { get; set; } = default!;
    [Inject] private RecipeLookup Lookup { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private PictureInfo? Picture { get; set; }
    private Actor? Viewer { get; set; }
    private IReadOnlyList<RecipeItem> Parts { get; set; } = [];

    private IReadOnlyList<PictureInfo> Cells { get; set; } = [];

    private bool IsPublic => Picture is { Visibility: PictureVisibility.Public, HiddenReason: null };

    private string Alternative => Picture!.Grid is null ? Picture.Settings.Prompt : GalleryTexts.GridOf.With(Picture.Settings.Prompt);

    // How large a sheet is, its file says.
    private int? Width => Picture!.Grid is null ? Picture.Settings.Width : null;

    private int? Height => Picture!.Grid is null ? Picture.Settings.Height : null;

    private string Title => Picture!.Settings.Prompt is { Length: > TitleLength } prompt ? prompt[..TitleLength].TrimEnd() + "…" : Picture.Settings.Prompt;

    private bool IsForAdults => PictureVeil.IsForAdults(Picture!, Parts);

    private bool IsVeiled => PictureVeil.Hides(Picture!, Parts, Viewer);

    private string Summary => Parts.Count == 0
        ? GalleryTexts.Summary.With(Picture!.OwnerName)
        : GalleryTexts.SummaryWithConcepts.With(Picture!.OwnerName, string.Join(", ", Parts.Select(part => part.Name)));

    protected override async Task OnParametersSetAsync()
    {
        Viewer = await Current.FindAsync();
        Picture = await Pictures.FindAsync(Id, Viewer, CancellationToken.None);
        if (Picture is null)
        {
            Navigation.NotFound();
            return;
        }

        Cells = Picture.Grid is null ? [] : await Pictures.OnSheetAsync(Id, Viewer, CancellationToken.None);
        Parts = await Lookup.ItemsAsync([.. Picture.Recipe.Where(entry => entry.Enabled)], Viewer, CancellationToken.None);
    }
}
