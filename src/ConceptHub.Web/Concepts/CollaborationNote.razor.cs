using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>A member accepts or declines to work on somebody's concept.</summary>
public sealed partial class CollaborationNote
{
    private IReadOnlyList<string> _problems = [];

    [Parameter, EditorRequired] public ConceptDetails Concept { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "collaborate", Name = "answer")] private string? Said { get; set; }

    [Inject] private Collaborators Collaborators { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private string Owner => Concept.Card.CreatorDisplayName.Length > 0 ? Concept.Card.CreatorDisplayName : Concept.Card.CreatorName;

    private async Task AnswerAsync()
    {
        var (actor, id, accepts) = (await Current.RequireAsync(), Concept.Card.Id, Said == "accept");
        var result = accepts ? await Collaborators.AcceptAsync(actor, id, CancellationToken.None) : await Collaborators.LeaveAsync(actor, id, CancellationToken.None);
        _problems = result.Match<IReadOnlyList<string>>(_ => [], _ => [], _ => [ConceptsTexts.NotYours], refused => [refused.Sentence]);
        // Who declines may not see the page any more, if it is not published.
        if (_problems.Count == 0) Navigation.NavigateTo(accepts || Concept.State == ConceptState.Published ? ConceptAddress.Of(Concept.Card) : "notices");
    }
}
