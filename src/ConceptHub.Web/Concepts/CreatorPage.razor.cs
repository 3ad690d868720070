using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>One member and what they published.</summary>
public sealed partial class CreatorPage
{
    [Parameter] public string Name { get; set; } = "";
    private IReadOnlyList<string> _problems = [];

    [SupplyParameterFromQuery(Name = "page")] private int? Page { get; set; }

    [Inject] private Members Members { get; set; } = default!;
    [Inject] private ConceptSearch Search { get; set; } = default!;
    [Inject] private UnlistedConcepts UnlistedConcepts { get; set; } = default!;
    [Inject] private Collaborators Collaborators { get; set; } = default!;
    [Inject] private Follows Follows { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private MemberInfo? Member { get; set; }
    private PageOf<ConceptCard> Found { get; set; } = new([], 0, 1, 1);
    private Actor? Viewer { get; set; }
    private bool IsSelf { get; set; }
    private FollowInfo FollowState { get; set; } = new(0, false);
    private IReadOnlyList<ConceptCard> Shared { get; set; } = [];
    private IReadOnlyList<UnlistedConcept> Unlisted { get; set; } = [];

    private string Shown => Member!.DisplayName.Length > 0 ? Member.DisplayName : Member.UserName;

    protected override async Task OnParametersSetAsync()
    {
        Member = await Members.FindAsync(Name, CancellationToken.None);
        if (Member is null)
        {
            Navigation.NotFound();
            return;
        }

        Viewer = await Current.FindAsync();
        IsSelf = Viewer?.Id == Member.Id;
        if (IsSelf) Unlisted = await UnlistedConcepts.OfAsync(Viewer!, CancellationToken.None);
        FollowState = await Follows.OfAsync(Member.Id, Viewer, CancellationToken.None);
        Shared = await Collaborators.SharedAsync(Member.Id, CancellationToken.None);
        var query = new ConceptQuery { Creator = Member.UserName, Page = Math.Max(1, Page ?? 1) };
        Found = (await Search.FindAsync(query, CancellationToken.None)).Cards;
    }

    private async Task FollowAsync()
    {
        if (Viewer is null || Member is null) return;
        var result = FollowState.IsFollowing
            ? await Follows.UnfollowAsync(Viewer, Member.Id, CancellationToken.None)
            : await Follows.FollowAsync(Viewer, Member.Id, CancellationToken.None);
        _problems = result.Match<IReadOnlyList<string>>(_ => [], _ => [], _ => [], refused => [refused.Sentence]);
        if (_problems.Count > 0) return;
        Navigation.NavigateTo($"u/{Member.UserName}");
    }
}
