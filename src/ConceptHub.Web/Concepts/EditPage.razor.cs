using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using ConceptHub.Catalog;
using ConceptHub.Web.Moderation;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>What an owner and collaborators may change after publishing, and the way out of each. Trigger word and seats stay as trained.</summary>
public sealed partial class EditPage
{
    private IReadOnlyList<string>? _problems;

    [Parameter] public Guid Id { get; set; }
    [SupplyParameterFromForm(FormName = "edit")] private Form? Input { get; set; }

    [Inject] private Catalog.Concepts Concepts { get; set; } = default!;
    [Inject] private ConceptListing Listing { get; set; } = default!;
    [Inject] private Collaborators Collaborators { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private Actor Actor { get; set; } = default!;
    private ConceptDetails? Concept { get; set; }
    private string LockedNames => string.Join(", ", DecisionWords.Fields.Where(it => Concept!.LockedFields.HasFlag(it)).Select(DecisionWords.Of));
    private bool IsOwner => Concept?.Card.CreatorId == Actor.Id;

    protected override async Task OnInitializedAsync()
    {
        Actor = await Current.RequireAsync();
        var found = await Concepts.FindAsync(Id, Actor, CancellationToken.None);
        Concept = found?.MayEdit(Actor) == true ? found : null;
        if (Concept is null) Navigation.NotFound();
        else Input ??= Form.Of(Concept);
    }

    private async Task SaveAsync()
    {
        var result = await Concepts.DescribeAsync(Actor, Id, Input!.Edit, CancellationToken.None);
        _problems = Sentences(result);
        if (_problems.Count == 0) Navigation.NavigateTo(ConceptAddress.Of(Id, ""));
    }

    private async Task UnpublishAsync()
    {
        _problems = Sentences(await Listing.UnpublishAsync(Actor, Id, CancellationToken.None));
        if (_problems.Count == 0) Navigation.NavigateTo(ConceptAddress.Of(Id, Concept!.Card.Slug));
    }

    private async Task LeaveAsync()
    {
        await Collaborators.LeaveAsync(Actor, Id, CancellationToken.None);
        Navigation.NavigateTo($"u/{Actor.Name}");
    }

    private async Task RemoveAsync()
    {
        _problems = Sentences(await Concepts.DeleteAsync(Actor, Id, CancellationToken.None));
        if (_problems.Count == 0) Navigation.NavigateTo($"u/{Actor.Name}");
    }

    private static IReadOnlyList<string> Sentences(ActionResult result) => result.Match<IReadOnlyList<string>>(
        _ => [], _ => [ConceptsTexts.GoneAlready], _ => [ConceptsTexts.NotYours], refused => [refused.Sentence]);

    private sealed class Form
    {
        [Required(ErrorMessageResourceType = typeof(ConceptsTexts), ErrorMessageResourceName = nameof(ConceptsTexts.NameMissing))]
        [StringLength(60, MinimumLength = 2, ErrorMessageResourceType = typeof(ConceptsTexts), ErrorMessageResourceName = nameof(ConceptsTexts.NameLength))]
        public string Name { get; set; } = "";

        [StringLength(4000, ErrorMessageResourceType = typeof(ConceptsTexts), ErrorMessageResourceName = nameof(ConceptsTexts.DescriptionLength))]
        public string Description { get; set; } = "";
        public string? Tags { get; set; }
        public AgeRating AgeRating { get; set; }
        public bool UseWithoutCredit { get; set; }
        public bool SellPictures { get; set; }
        public bool Service { get; set; }
        public bool Sell { get; set; }
        public bool Derivatives { get; set; }
        public bool OtherLicence { get; set; }

        // Nothing ticked is nothing sent, which is read as null.
        [AllowNull]
        public UseFields Uses { get; set => field = value ?? new(); } = new();

        [AllowNull]
        public DepictionFields Depicts { get; set => field = value ?? new(); } = new();

        [AllowNull]
        public LookFields Looks { get; set => field = value ?? new(); } = new();

        [AllowNull]
        public OriginFields Origin { get; set => field = value ?? new(); } = new();

        public ConceptEdit Edit => new(Name, Description, Tags ?? "", new Licence(UseWithoutCredit, Commercial, Derivatives, OtherLicence) { Uses = Uses.Uses }, AgeRating) { Depicts = Depicts.Said, Looks = Looks.Looks, Origin = Origin.Origin };

        private CommercialUse Commercial =>
            (SellPictures ? CommercialUse.Pictures : 0) | (Service ? CommercialUse.Service : 0) | (Sell ? CommercialUse.Sell : 0);

        public static Form Of(ConceptDetails concept) => new()
        {
            Name = concept.Card.Name,
            Description = concept.Description,
            Tags = string.Join(", ", concept.Tags),
            AgeRating = concept.AgeRating,
            UseWithoutCredit = concept.Licence.UseWithoutCredit,
            SellPictures = concept.Licence.Commercial.HasFlag(CommercialUse.Pictures),
            Service = concept.Licence.Commercial.HasFlag(CommercialUse.Service),
            Sell = concept.Licence.Commercial.HasFlag(CommercialUse.Sell),
            Derivatives = concept.Licence.Derivatives,
            OtherLicence = concept.Licence.OtherLicenceForDerivatives,
            Uses = UseFields.Of(concept.Licence.Uses),
            Depicts = DepictionFields.Of(concept.Depicted),
            Looks = LookFields.Of(concept.Versions[0].Looks),
            Origin = OriginFields.Of(concept.Origin.Origin),
        };
    }
}
