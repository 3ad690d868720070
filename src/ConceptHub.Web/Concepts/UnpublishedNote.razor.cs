using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>Says that a concept is not in the catalog, and lets its creator put it there or choose when.</summary>
public sealed partial class UnpublishedNote
{
    private IReadOnlyList<string> _problems = [];

    [Parameter, EditorRequired] public ConceptDetails Concept { get; set; } = default!;
    [Parameter] public Actor? Viewer { get; set; }

    [SupplyParameterFromForm(FormName = "schedule", Name = "at")] private string? At { get; set; }

    [Inject] private ConceptListing Listing { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private bool IsOwn => Viewer?.Id == Concept.Card.CreatorId;

    private Task PublishAsync() => ChangeAsync(viewer => Listing.PublishAsync(viewer, Concept.Card.Id, CancellationToken.None));

    private Task ScheduleAsync() => ChangeAsync(viewer => Dates.Moment(At) is { } at
        ? Listing.ScheduleAsync(viewer, Concept.Card.Id, at, CancellationToken.None)
        : Task.FromResult<ActionResult>(new ActionResult.Refused(ConceptsTexts.ChooseTime)));

    private async Task ChangeAsync(Func<Actor, Task<ActionResult>> change)
    {
        if (Viewer is null) return;
        _problems = (await change(Viewer)).Match<IReadOnlyList<string>>(_ => [], _ => [ConceptsTexts.GoneAlready], _ => [ConceptsTexts.NotYours], refused => [refused.Sentence]);
        if (_problems.Count == 0) Navigation.NavigateTo(ConceptAddress.Of(Concept.Card));
    }
}
