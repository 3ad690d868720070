using System.ComponentModel.DataAnnotations;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Moderation;

/// <summary>Reports a concept, a picture, a recipe, a review, a comment or a collection with a typed reason; works without script.</summary>
public sealed partial class ReportPage
{
    private IReadOnlyList<string>? _problems;
    private bool _received;

    [Parameter] public string Kind { get; set; } = "";
    [Parameter] public Guid Id { get; set; }
    [SupplyParameterFromForm(FormName = "report")] private Form? Input { get; set; }

    [Inject] private Catalog.Moderation Moderation { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private ReportedItem? Subject { get; set; }
    private Actor Actor { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        Actor = await Current.RequireAsync();
        if (Enum.TryParse<TargetKind>(Kind, ignoreCase: true, out var kind) && Enum.IsDefined(kind)) Subject = await Moderation.FindAsync(Actor, new ModerationTarget(kind, Id), CancellationToken.None);
        if (Subject is null) Navigation.NotFound();
    }

    private async Task SendAsync()
    {
        if (Subject is null) return;
        var result = await Moderation.ReportAsync(Actor, Subject.Target, Input!.Draft, CancellationToken.None);
        _problems = result.Match<IReadOnlyList<string>>(
            _ => [],
            _ => [ModerationTexts.AlreadyReported],
            refused => [refused.Sentence]);
        _received = _problems.Count == 0;
    }

    private static string Heading(ReportedItem subject) => subject.Target.Kind switch
    {
        TargetKind.Concept => ModerationTexts.ReportConcept,
        TargetKind.Picture => ModerationTexts.ReportPicture,
        TargetKind.Recipe => ModerationTexts.ReportRecipe,
        TargetKind.Collection => ModerationTexts.ReportCollection,
        TargetKind.Review => ModerationTexts.ReportReview,
        _ => ModerationTexts.ReportComment,
    };

    private sealed class Form
    {
        [Required(ErrorMessageResourceType = typeof(ModerationTexts), ErrorMessageResourceName = nameof(ModerationTexts.ChooseReason))]
        [EnumDataType(typeof(ReportReason), ErrorMessageResourceType = typeof(ModerationTexts), ErrorMessageResourceName = nameof(ModerationTexts.ChooseReason))]
        public ReportReason? Reason { get; set; }

        [StringLength(1000, ErrorMessageResourceType = typeof(ModerationTexts), ErrorMessageResourceName = nameof(ModerationTexts.TooLong))]
        public string Text { get; set; } = "";

        public string? Shown { get; set; }
        public ReporterStanding? LikenessStanding { get; set; }
        public string? SeenAt { get; set; }
        public string? Work { get; set; }
        public string? Holder { get; set; }
        public ReporterStanding? CopyrightStanding { get; set; }
        public LegalGround? Ground { get; set; }
        public AgeRating? Rating { get; set; }
        public string? Fault { get; set; }

        public ReportDraft Draft => new(Reason!.Value, Text)
        {
            Answers = new ReportAnswers
            {
                Shown = Shown,
                Standing = Reason == ReportReason.Likeness ? LikenessStanding : CopyrightStanding,
                SeenAt = SeenAt,
                Work = Work,
                Holder = Holder,
                Ground = Ground,
                Rating = Rating,
                Fault = Fault,
            },
        };
    }
}
