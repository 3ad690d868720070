using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;
using ConceptHub.Web.Train;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Jobs;

/// <summary>A member's jobs: those that wait or run, live, and the last hundred that are over.</summary>
public sealed partial class JobList
{
    private IReadOnlyList<JobSummary> _jobs = [];
    private IReadOnlyList<string> _problems = [];
    private bool _isLoaded;

    [Inject] private Catalog.Jobs Jobs { get; set; } = default!;
    [Inject] private JobControl Control { get; set; } = default!;
    [Inject] private BaseModelGate Gate { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    protected override Task OnInitializedAsync() => ReloadAsync();

    private static bool IsOpen(JobSummary job) => job.State is JobState.Queued or JobState.Running;

    private async Task ReloadAsync()
    {
        _jobs = await Jobs.MineAsync(await Current.RequireAsync(), CancellationToken.None);
        _isLoaded = true;
    }

    // A picture is ordered again as it was; a training or a LoRA goes back to its draft, where its files and words are.
    private async Task RetryAsync(JobSummary job)
    {
        var actor = await Current.RequireAsync();
        switch ((await Jobs.FindAsync(actor, job.Id, CancellationToken.None))?.Order)
        {
            case TrainingOrder training:
                Navigation.NavigateTo(TrainAddress.Of(training.DraftId));
                break;
            case NicheOrder niche:
                Navigation.NavigateTo(TrainAddress.Of(niche.DraftId));
                break;
            case GenerationOrder or SettleOrder or MeasureOrder when Gate.Current is null:
                _problems = [JobsTexts.ModelBeingRead];
                break;
            case GenerationOrder order:
                var again = new Composition { Settings = order.Settings, Recipe = order.Recipe, Count = order.Count, Visibility = order.Visibility };
                _problems = SubmitWords.Problems(await Control.DrawAsync(actor, Gate.Current.Installed, again, CancellationToken.None));
                await ReloadAsync();
                break;
            case SettleOrder order:
                _problems = SubmitWords.Problems(await Control.SettleAsync(actor, Gate.Current.Installed, order.Recipe, CancellationToken.None));
                await ReloadAsync();
                break;
            case MeasureOrder order:
                _problems = SubmitWords.Problems(await Control.MeasureAsync(actor, Gate.Current.Installed, order.Part.ConceptId, CancellationToken.None));
                await ReloadAsync();
                break;
            default:
                _problems = [JobsTexts.NoSuchJob];
                break;
        }
    }
}
