using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>The owner names and removes collaborators, each with a form of its own.</summary>
public sealed partial class CollaboratorDesk
{
    private IReadOnlyList<string> _problems = [];

    [Parameter, EditorRequired] public ConceptDetails Concept { get; set; } = default!;

    [SupplyParameterFromForm(FormName = "name-collaborator", Name = "collaborator")] private string? Named { get; set; }
    [SupplyParameterFromForm(FormName = "remove-collaborator", Name = "member")] private Guid? Removed { get; set; }

    [Inject] private Collaborators Collaborators { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private async Task NameAsync() => Show(await Collaborators.NameAsync(await Current.RequireAsync(), Concept.Card.Id, Named ?? "", CancellationToken.None));

    private async Task RemoveAsync() => Show(await Collaborators.RemoveAsync(await Current.RequireAsync(), Concept.Card.Id, Removed ?? Guid.Empty, CancellationToken.None));

    // Who was removed a moment ago, in another tab, is gone as well.
    private void Show(ActionResult result)
    {
        _problems = result.Match<IReadOnlyList<string>>(_ => [], _ => [], _ => [ConceptsTexts.NotYours], refused => [refused.Sentence]);
        if (_problems.Count == 0) Navigation.NavigateTo(ConceptAddress.Edit(Concept.Card.Id));
    }
}
