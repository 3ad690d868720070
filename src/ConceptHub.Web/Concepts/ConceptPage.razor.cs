using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Seats;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Train;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>All that is known of one concept. Hidden and unpublished ones open for their owner and moderators only; the catalog decides that.</summary>
public sealed partial class ConceptPage
{
    private IReadOnlyList<string> _problems = [];

    [Parameter] public Guid Id { get; set; }
    [Parameter] public string? Slug { get; set; }

    [Inject] private Catalog.Concepts Concepts { get; set; } = default!;
    [Inject] private VersionDrafts Versions { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private SeatPlan Plan { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private ConceptDetails? Concept { get; set; }
    private Actor? Viewer { get; set; }

    private ConceptCard Card => Concept!.Card;
    private ConceptVersionInfo Latest => Concept!.Versions[0];
    private string Creator => Card.CreatorDisplayName.Length > 0 ? Card.CreatorDisplayName : Card.CreatorName;
    private string Summary => SummaryWords.With(Card.Name, Creator, Card.TriggerWord);

    private string SummaryWords => Card.Kind switch
    {
        ConceptKind.Person => ConceptsTexts.PersonSummary,
        ConceptKind.Subject => ConceptsTexts.SubjectSummary,
        ConceptKind.Scene => ConceptsTexts.SceneSummary,
        _ => ConceptsTexts.StyleSummary,
    };

    // What is for adults only is not shown on other sites' pages.
    private ConceptPictureInfo? PreviewPicture => Concept!.AgeRating == AgeRating.Adult ? null : Concept.Showcase.FirstOrDefault();

    private SeatHolder? Seats => Plan.Of(Latest.ConceptNumber) is { } seats ? new SeatHolder(Card.Name, Latest.ConceptNumber, seats) : null;

    private string RatingWords => Concept!.AgeRating switch
    {
        AgeRating.Everyone => ConceptsTexts.SuitedForEveryone,
        AgeRating.Teen => ConceptsTexts.SuitedForTeens,
        _ => ConceptsTexts.SuitedForAdults,
    };

    protected override async Task OnParametersSetAsync()
    {
        Viewer = await Current.FindAsync();
        Concept = await Concepts.FindAsync(Id, Viewer, CancellationToken.None);
        if (Concept is null) Navigation.NotFound();
        else if (Slug != Concept.Card.Slug && Concept.Card.Slug.Length > 0) Navigation.NavigateTo(ConceptAddress.Of(Concept.Card) + new Uri(Navigation.Uri).Query, replace: true);
    }

    private async Task StartVersionAsync()
    {
        if (Viewer is null) return;
        var result = await Versions.StartAsync(Viewer, Id, CancellationToken.None);
        _problems = result.Match<IReadOnlyList<string>>(_ => [], refused => [refused.Sentence]);
        if (result is StartVersionResult.Started started) Navigation.NavigateTo(TrainAddress.Of(started.DraftId));
    }
}
