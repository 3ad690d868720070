using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Train;

/// <summary>The steps of a draft, in the order of both ways.</summary>
internal enum WizardStep { Pictures, Words, Niche, Train, Publish }

/// <summary>Leads a draft from pictures, or from a LoRA, to a published concept. The draft's state in the catalog decides how far it may go.</summary>
public sealed partial class TrainWizard
{
    private static readonly IReadOnlyList<WizardStep> FromPictures = [WizardStep.Pictures, WizardStep.Words, WizardStep.Train, WizardStep.Publish];
    private static readonly IReadOnlyList<WizardStep> FromLora = [WizardStep.Words, WizardStep.Niche, WizardStep.Train, WizardStep.Publish];

    private static readonly IReadOnlyList<WizardStep> FromAdapter = [WizardStep.Publish];

    private TrainDraftInfo? _draft;
    private bool _isMissing;
    private WizardStep _step;

    [Parameter, EditorRequired] public Guid DraftId { get; set; }

    [Inject] private TrainDrafts Drafts { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private IReadOnlyList<WizardStep> Way => _draft switch
    {
        { Adapter: not null } => FromAdapter,
        { Lora: not null } => FromLora,
        _ => FromPictures,
    };

    // None on the way of a LoRA: its file is what the draft is.
    private EventCallback BackToPictures => _draft?.Lora is null ? EventCallback.Factory.Create(this, () => _step = WizardStep.Pictures) : default;

    private string Heading => _draft?.VersionOf is { } concept ? TrainTexts.NewVersionOf.With(concept.Name) : (_draft?.Description.TriggerWord, _draft?.Lora) switch
    {
        ({ Length: > 0 } word, null) when _draft?.Adapter is not null => TrainTexts.BringTrigger.With(ConceptWords.Trigger(word)),
        ({ Length: > 0 } word, null) => TrainTexts.TrainTrigger.With(ConceptWords.Trigger(word)),
        ({ Length: > 0 } word, _) => TrainTexts.BringTrigger.With(ConceptWords.Trigger(word)),
        (_, null) => TrainTexts.TrainConcept,
        _ => TrainTexts.BringYourLora,
    };

    protected override Task OnInitializedAsync() => FollowStateAsync();

    private async Task ReloadAsync()
    {
        _draft = await Drafts.FindAsync(await Current.RequireAsync(), DraftId, CancellationToken.None);
        _isMissing = _draft is null;
    }

    private async Task FollowStateAsync()
    {
        var before = _draft?.State;
        await ReloadAsync();
        _step = _draft switch
        {
            { State: DraftState.Training } => WizardStep.Train,
            { State: DraftState.Trained or DraftState.Published } => WizardStep.Publish,
            // A training that failed or was cancelled leaves its reason in view.
            { JobId: not null } when before == DraftState.Training => WizardStep.Train,
            { VersionOf: not null } => WizardStep.Pictures,
            { Lora: not null, NicheJobId: not null } => WizardStep.Niche,
            { Lora: not null } => WizardStep.Words,
            { Pictures.Count: >= TrainDrafts.FewestPictures, Description.ClassWord.Length: > 0 } => WizardStep.Words,
            _ => WizardStep.Pictures,
        };
    }

    private bool MayOpen(WizardStep step) => (_draft!.State, step) switch
    {
        (DraftState.Draft, WizardStep.Pictures) => true,
        (DraftState.Draft, WizardStep.Words) => _draft.Lora is not null || _draft.Pictures.Count >= TrainDrafts.FewestPictures,
        (not DraftState.Published, WizardStep.Niche) => _draft.NicheJobId is not null,
        (DraftState.Training, WizardStep.Train) => true,
        (DraftState.Trained, WizardStep.Train or WizardStep.Publish) => true,
        _ => step == _step,
    };

    private string NameOf(WizardStep step) => step switch
    {
        WizardStep.Pictures => TrainTexts.StepPictures,
        WizardStep.Words => TrainTexts.StepWords,
        WizardStep.Niche => TrainTexts.StepNiche,
        WizardStep.Train => _draft!.Lora is null ? TrainTexts.StepTrain : TrainTexts.StepDistil,
        _ => TrainTexts.StepPublish,
    };

    private string Css(WizardStep step) => step == _step ? "here" : step < _step ? "done" : "ahead";
}
