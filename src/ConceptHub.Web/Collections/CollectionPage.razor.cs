using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Collections;

/// <summary>A collection for whoever may see it; its owner also reads which concepts of it are gone.</summary>
public sealed partial class CollectionPage
{
    private const int NamesTold = 4;

    [Parameter] public Guid Id { get; set; }
    [Parameter] public string? Slug { get; set; }
    [SupplyParameterFromQuery(Name = "page")] private int? Page { get; set; }

    [Inject] private Catalog.Collections Collections { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private CollectionDetails? Collection { get; set; }
    private Actor? Viewer { get; set; }
    private IReadOnlyList<CollectionItem> Lost { get; set; } = [];

    private CollectionCard Card => Collection!.Card;
    private bool IsOwn => Viewer?.Id == Card.OwnerId;
    private string Owner => Card.OwnerDisplayName.Length > 0 ? Card.OwnerDisplayName : Card.OwnerName;
    private string Count => Card.Concepts == 1 ? CollectionsTexts.OneConcept : CollectionsTexts.ManyConcepts.With(Card.Concepts);
    private string Summary => Card.Concepts == 0 ? Count : CollectionsTexts.Summary.With(Count, string.Join(", ", Collection!.Concepts.Items.Take(NamesTold).Select(card => card.Name)));

    protected override async Task OnParametersSetAsync()
    {
        Viewer = await Current.FindAsync();
        Collection = await Collections.FindAsync(Id, Viewer, Page ?? 1, CancellationToken.None);
        if (Collection is null) Navigation.NotFound();
        else if (Slug != CollectionAddress.Slug(Card)) Navigation.NavigateTo(CollectionAddress.Of(Card), replace: true);
        else if (IsOwn) Lost = [.. (await Collections.ItemsAsync(Viewer!, Id, CancellationToken.None)).Where(item => item.State != ConceptState.Published)];
    }
}
