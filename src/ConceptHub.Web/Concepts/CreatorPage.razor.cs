using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>One member and what they published.</summary>
public sealed partial class CreatorPage
{
    [Parameter] public string Name { get; set; } = "";
    [SupplyParameterFromQuery(Name = "page")] private int? Page { get; set; }

    [Inject] private Members Members { get; set; } = default!;
    [Inject] private ConceptSearch Search { get; set; } = default!;
    [Inject] private HiddenConcepts HiddenConcepts { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private MemberInfo? Member { get; set; }
    private PageOf<ConceptCard> Found { get; set; } = new([], 0, 1, 1);
    private bool IsSelf { get; set; }
    private IReadOnlyList<HiddenConcept> Hidden { get; set; } = [];

    private string Shown => Member!.DisplayName.Length > 0 ? Member.DisplayName : Member.UserName;

    protected override async Task OnParametersSetAsync()
    {
        Member = await Members.FindAsync(Name, CancellationToken.None);
        if (Member is null)
        {
            Navigation.NotFound();
            return;
        }

        var viewer = await Current.FindAsync();
        IsSelf = viewer?.Id == Member.Id;
        if (IsSelf) Hidden = await HiddenConcepts.OfAsync(viewer!, CancellationToken.None);
        var query = new ConceptQuery { Creator = Member.UserName, Page = Math.Max(1, Page ?? 1) };
        Found = (await Search.FindAsync(query, CancellationToken.None)).Cards;
    }
}
