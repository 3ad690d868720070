using System.ComponentModel.DataAnnotations;
using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;
using ConceptHub.Web.Gallery;
using ConceptHub.Web.Recipes;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Moderation;

/// <summary>Reports a concept, a picture or a recipe with a typed reason; works without script.</summary>
public sealed partial class ReportPage
{
    private IReadOnlyList<string>? _problems;
    private bool _received;

    [Parameter] public string Kind { get; set; } = "";
    [Parameter] public Guid Id { get; set; }
    [SupplyParameterFromForm(FormName = "report")] private Form? Input { get; set; }

    [Inject] private Catalog.Moderation Moderation { get; set; } = default!;
    [Inject] private Catalog.Concepts Concepts { get; set; } = default!;
    [Inject] private Pictures Pictures { get; set; } = default!;
    [Inject] private Catalog.Recipes Recipes { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private Reported? Subject { get; set; }
    private Actor Actor { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        Actor = await Current.RequireAsync();
        Subject = Kind switch
        {
            "concept" => await Concepts.FindAsync(Id, Actor, CancellationToken.None) is { } concept
                ? new Reported(TargetKind.Concept, ModerationTexts.ReportConcept, concept.Card.Name, ConceptAddress.Of(concept.Card)) : null,
            "picture" => await Pictures.FindAsync(Id, Actor, CancellationToken.None) is { } picture
                ? new Reported(TargetKind.Picture, ModerationTexts.ReportPicture, picture.Settings.Prompt, PictureAddress.Of(picture.Id)) : null,
            "recipe" => await Recipes.FindAsync(Id, Actor, CancellationToken.None) is { } recipe
                ? new Reported(TargetKind.Recipe, ModerationTexts.ReportRecipe, recipe.Card.Title, RecipeAddress.Of(Id)) : null,
            _ => null,
        };
        if (Subject is null) Navigation.NotFound();
    }

    private async Task SendAsync()
    {
        if (Subject is null) return;
        var target = new ModerationTarget(Subject.Kind, Id);
        var result = await Moderation.ReportAsync(Actor, target, Input!.Reason!.Value, Input.Text.Trim(), CancellationToken.None);
        _problems = result.Match<IReadOnlyList<string>>(
            _ => [],
            _ => [ModerationTexts.AlreadyReported],
            refused => [refused.Sentence]);
        _received = _problems.Count == 0;
    }

    private sealed record Reported(TargetKind Kind, string Heading, string Title, string Back);

    private sealed class Form
    {
        [Required(ErrorMessageResourceType = typeof(ModerationTexts), ErrorMessageResourceName = nameof(ModerationTexts.ChooseReason))]
        [EnumDataType(typeof(ReportReason), ErrorMessageResourceType = typeof(ModerationTexts), ErrorMessageResourceName = nameof(ModerationTexts.ChooseReason))]
        public ReportReason? Reason { get; set; }

        [StringLength(1000, ErrorMessageResourceType = typeof(ModerationTexts), ErrorMessageResourceName = nameof(ModerationTexts.TooLong))]
        public string Text { get; set; } = "";
    }
}
