using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Train;

/// <summary>The four steps of a training.</summary>
internal enum WizardStep { Pictures, Words, Train, Publish }

/// <summary>Leads a draft from pictures to a published concept. The draft's state in the catalog decides how far it may go.</summary>
public sealed partial class TrainWizard
{
    private TrainDraftInfo? _draft;
    private bool _isMissing;
    private WizardStep _step;

    [Parameter, EditorRequired] public Guid DraftId { get; set; }

    [Inject] private TrainDrafts Drafts { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private string Heading => _draft?.Description.TriggerWord is { Length: > 0 } word ? $"Train {ConceptWords.Trigger(word)}" : "Train a concept";

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
            { Pictures.Count: >= TrainDrafts.FewestPictures, Description.ClassWord.Length: > 0 } => WizardStep.Words,
            _ => WizardStep.Pictures,
        };
    }

    private bool MayOpen(WizardStep step) => (_draft!.State, step) switch
    {
        (DraftState.Draft, WizardStep.Pictures) => true,
        (DraftState.Draft, WizardStep.Words) => _draft.Pictures.Count >= TrainDrafts.FewestPictures,
        (DraftState.Training, WizardStep.Train) => true,
        (DraftState.Trained, WizardStep.Train or WizardStep.Publish) => true,
        _ => step == _step,
    };

    private string Css(WizardStep step) => step == _step ? "here" : step < _step ? "done" : "ahead";
}
