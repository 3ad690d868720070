using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Gallery;

/// <summary>Two pictures under one slider, and what differs in how they were made.</summary>
public sealed partial class ComparisonPage
{
    [Parameter] public Guid LeftId { get; set; }
    [Parameter] public Guid RightId { get; set; }

    [Inject] private Pictures Pictures { get; set; } = default!;
    [Inject] private RecipeLookup Lookup { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private PictureInfo? Left { get; set; }
    private PictureInfo? Right { get; set; }
    private Actor? Viewer { get; set; }
    private IReadOnlyList<RecipeItem> Items { get; set; } = [];
    private IReadOnlyList<PictureDifference> Differences { get; set; } = [];

    private bool IsVeiled(PictureInfo picture) => PictureVeil.Hides(picture, Items, Viewer);

    protected override async Task OnParametersSetAsync()
    {
        Viewer = await Current.FindAsync();
        Left = await Pictures.FindAsync(LeftId, Viewer, CancellationToken.None);
        Right = await Pictures.FindAsync(RightId, Viewer, CancellationToken.None);
        if (Left is null || Right is null)
        {
            Navigation.NotFound();
            return;
        }

        Items = await Lookup.ItemsAsync([.. Left.Recipe.Concat(Right.Recipe).DistinctBy(entry => (entry.ConceptId, entry.Version))], Viewer, CancellationToken.None);
        Differences = PictureDifference.Between(Left, Right, Items.GroupBy(item => item.Entry.ConceptId).ToDictionary(group => group.Key, group => group.First().Name));
    }
}
