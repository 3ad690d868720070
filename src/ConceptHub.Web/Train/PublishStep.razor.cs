using System.ComponentModel.DataAnnotations;
using ConceptHub.Catalog;
using ConceptHub.Web.Concepts;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Train;

/// <summary>What others see of the trained concept: its words, its licence, chosen samples.</summary>
public sealed partial class PublishStep
{
    private const int UsualShowcase = 4;

    private readonly PublishForm _form = new();
    private readonly List<string> _chosen = [];
    private IReadOnlyList<ShownSample> _samples = [];
    private IReadOnlyList<string> _problems = [];
    private string? _published;
    private LoraLikeness? _niche, _distilled;
    private string? _took;
    private bool _busy;

    [Parameter, EditorRequired] public TrainDraftInfo Draft { get; set; } = default!;

    /// <summary>Pictures were put into the draft.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    [Inject] private Publishing Publishing { get; set; } = default!;
    [Inject] private Catalog.Jobs Jobs { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (Draft.State == DraftState.Published)
        {
            await PublishAsync(); // says where it is
            return;
        }

        var actor = await Current.RequireAsync();
        var word = ConceptWords.TriggerKey(Draft.Description.TriggerWord);
        _form.Name = word.Length > 0 ? char.ToUpperInvariant(word[0]) + word[1..] : "";
        if (Draft.JobId is not { } id || await Jobs.FindAsync(actor, id, CancellationToken.None) is not { } job) return;

        _samples = ShownSample.Of(job.Samples);
        _chosen.AddRange(_samples.Take(UsualShowcase).Select(sample => sample.Blob));
        if (job.Outcome is not AdapterTrained { Training: { } training }) return;
        _took = LoraWords.Took(job.Summary, training);
        _distilled = training.Likeness;
        if (Draft.NicheJobId is { } niche) _niche = ((await Jobs.FindAsync(actor, niche, CancellationToken.None))?.Outcome as NicheMade)?.Likeness;
    }

    // What comes with a ready adapter is meant to be shown.
    protected override void OnParametersSet()
    {
        if (Draft.Adapter is null) return;
        _chosen.AddRange(Draft.Pictures.Select(picture => picture.Blob).Except(_samples.Select(sample => sample.Blob)));
        _samples = [.. Draft.Pictures.Select((picture, place) => new ShownSample(picture.Blob, TrainTexts.PictureNumber.With(place + 1), TrainTexts.PictureNumber.With(place + 1)))];
    }

    private void Toggle(string blob)
    {
        if (!_chosen.Remove(blob)) _chosen.Add(blob);
    }

    private async Task PublishAsync()
    {
        if (_form is { IsLater: true, At: null })
        {
            _problems = [ConceptsTexts.ChooseTime];
            return;
        }

        _busy = true;
        var result = await Publishing.PublishAsync(await Current.RequireAsync(), Draft.Id, _form.ToRequest(_chosen), CancellationToken.None);
        _busy = false;
        _problems = result.Match<IReadOnlyList<string>>(
            published => [],
            taken => [TrainTexts.TriggerTaken.With(taken.TriggerWord)],
            refused => refused.Problems,
            notFound => [TrainTexts.PublishDraftGone]);
        if (result is not PublishResult.Published done) return;

        _published = ConceptAddress.Of(done.ConceptId, done.Slug);
        if (Draft.State != DraftState.Published) Navigation.NavigateTo(_published);
    }

    private sealed class PublishForm
    {
        [Required(ErrorMessageResourceType = typeof(TrainTexts), ErrorMessageResourceName = nameof(TrainTexts.GiveName))]
        [StringLength(60, MinimumLength = 2, ErrorMessageResourceType = typeof(TrainTexts), ErrorMessageResourceName = nameof(TrainTexts.NameLength))]
        public string Name { get; set; } = "";
        public string Description { get; set; } = "";
        public string Tags { get; set; } = "";
        public bool UseWithoutCredit { get; set; } = true;
        public bool SellPictures { get; set; } = true;
        public bool Service { get; set; } = true;
        public bool Sell { get; set; }
        public bool Derivatives { get; set; } = true;
        public bool OtherTerms { get; set; } = true;
        public UseFields Uses { get; set; } = UseFields.Of(HubUse.All);
        public DepictionFields Depicts { get; set; } = new();
        public LookFields Looks { get; set; } = LookFields.Of([]);
        public OriginFields Origin { get; set; } = new();
        public AgeRating AgeRating { get; set; }
        public StrengthForm Strength { get; } = StrengthForm.Of(StrengthRange.Usual);
        public bool ShowTrainingPictures { get; set; }
        public bool IsLater { get; set; }
        public string? PublishAt { get; set; }

        public DateTimeOffset? At => IsLater ? Dates.Moment(PublishAt) : null;

        public PublishRequest ToRequest(IReadOnlyList<string> showcase) => new()
        {
            Name = Name,
            Description = Description,
            Tags = Tags,
            Licence = new Licence(UseWithoutCredit, Commercial, Derivatives, Derivatives && OtherTerms) { Uses = Uses.Uses },
            AgeRating = AgeRating,
            Strength = Strength.Range,
            Depicts = Depicts.Said,
            Looks = Looks.Looks,
            Origin = Origin.Origin,
            Showcase = [.. showcase],
            ShowTrainingPictures = ShowTrainingPictures,
            PublishAt = At,
        };

        private CommercialUse Commercial =>
            (SellPictures ? CommercialUse.Pictures : 0) | (Service ? CommercialUse.Service : 0) | (Sell ? CommercialUse.Sell : 0);
    }
}
