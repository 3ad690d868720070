using System.ComponentModel.DataAnnotations;
using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Train;

/// <summary>What is new in a trained version, and how strong it is meant to be. All else stays with the concept.</summary>
public sealed partial class VersionStep
{
    private readonly VersionForm _form = new();
    private readonly List<string> _chosen = [];
    private IReadOnlyList<ShownSample> _samples = [];
    private IReadOnlyList<string> _problems = [];
    private string? _took;
    private int _number;
    private bool _busy;

    [Parameter, EditorRequired] public TrainDraftInfo Draft { get; set; } = default!;

    [Inject] private VersionPublishing Publishing { get; set; } = default!;
    [Inject] private Catalog.Concepts Concepts { get; set; } = default!;
    [Inject] private Catalog.Jobs Jobs { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        var actor = await Current.RequireAsync();
        if (await Concepts.FindAsync(Draft.VersionOf!.Id, actor, CancellationToken.None) is { Versions: [var newest, ..] } concept)
        {
            _number = newest.Number + 1;
            _form.Strength = StrengthForm.Of(newest.Strength);
            _form.Looks = LookFields.Of(newest.Looks);
            _form.ShowTrainingPictures = concept.TrainingExamples.Count > 0;
        }

        if (Draft.JobId is not { } id || await Jobs.FindAsync(actor, id, CancellationToken.None) is not { } job) return;
        _samples = ShownSample.Of(job.Samples);
        if (job.Outcome is AdapterTrained { Training: { } training }) _took = LoraWords.Took(job.Summary, training);
    }

    private void Toggle(string blob)
    {
        if (!_chosen.Remove(blob)) _chosen.Add(blob);
    }

    private async Task PublishAsync()
    {
        _busy = true;
        var result = await Publishing.PublishAsync(await Current.RequireAsync(), Draft.Id, _form.ToRequest(_chosen), CancellationToken.None);
        _busy = false;
        _problems = result.Match<IReadOnlyList<string>>(
            published => [],
            taken => [TrainTexts.TriggerTaken.With(taken.TriggerWord)],
            refused => refused.Problems,
            notFound => [TrainTexts.PublishDraftGone]);
        if (result is PublishResult.Published done) Navigation.NavigateTo(ConceptAddress.Of(done.ConceptId, done.Slug));
    }

    private sealed class VersionForm
    {
        [Required(ErrorMessageResourceType = typeof(TrainTexts), ErrorMessageResourceName = nameof(TrainTexts.SayWhatIsNew))]
        public string ChangeNote { get; set; } = "";
        public StrengthForm Strength { get; set; } = StrengthForm.Of(StrengthRange.Usual);
        public DepictionFields Depicts { get; set; } = new();
        public LookFields Looks { get; set; } = LookFields.Of([]);
        public bool ShowTrainingPictures { get; set; }

        public VersionRequest ToRequest(IReadOnlyList<string> showcase) => new()
        {
            ChangeNote = ChangeNote,
            Strength = Strength.Range,
            Depicts = Depicts.Said,
            Looks = Looks.Looks,
            Showcase = [.. showcase],
            ShowTrainingPictures = ShowTrainingPictures,
        };
    }
}
