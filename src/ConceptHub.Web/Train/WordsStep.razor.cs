using System.Globalization;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Train;

/// <summary>Kind, trigger word and plain word, of pictures or of a LoRA; the trigger is looked up while it is typed and claimed when the training starts.</summary>
public sealed partial class WordsStep : IDisposable
{
    private static readonly TimeSpan TypingPause = TimeSpan.FromMilliseconds(300);

    private DraftDescription _words = new();
    private CancellationTokenSource _typing = new();
    private string? _triggerProblem;
    private bool _isTriggerFree;
    private bool _starting;
    private IReadOnlyList<string> _problems = [];

    [Parameter, EditorRequired] public TrainDraftInfo Draft { get; set; } = default!;
    [Parameter] public EventCallback OnChanged { get; set; }
    [Parameter] public EventCallback OnBack { get; set; }
    [Parameter] public EventCallback OnStarted { get; set; }

    [Inject] private TrainDrafts Drafts { get; set; } = default!;
    [Inject] private Training Training { get; set; } = default!;
    [Inject] private JobControl Control { get; set; } = default!;
    [Inject] private BaseModelGate Gate { get; set; } = default!;
    [Inject] private TrainingOptions Defaults { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private string Phrase => $"{ConceptWords.Trigger(_words.TriggerWord.Length > 0 ? _words.TriggerWord : TrainTexts.ExampleTrigger)} {(_words.ClassWord.Length > 0 ? _words.ClassWord : Suggestions[0])}";

    private string TriggerSaid => _triggerProblem
        ?? (_isTriggerFree ? TrainTexts.TriggerFree.With(ConceptWords.Trigger(_words.TriggerWord)) : TrainTexts.TriggerWordHint);

    private bool MayStart => !_starting && Draft.VersionOf?.Problem is null && _isTriggerFree && _words.ClassWord.Length > 0 && Gate.Current is not null;

    private string[] Suggestions => _words.Kind switch
    {
        ConceptKind.Person => ["person", "woman", "man", "girl", "boy"],
        ConceptKind.Subject => ["dog", "cat", "robot", "teapot", "car"],
        ConceptKind.Scene => ["garden", "beach", "room", "street", "forest"],
        _ => ["style"],
    };

    protected override async Task OnInitializedAsync()
    {
        _words = Draft.Description;
        // A draft that nobody set up yet takes the site's defaults.
        if (_words.Choices == new TrainingChoices())
            _words = _words with { Choices = new TrainingChoices { Steps = Defaults.DefaultSteps, SampleEvery = Defaults.SampleEvery, Seed = 1 } };
        await CheckTriggerAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _typing.Cancel();
        _typing.Dispose();
    }

    private static string Hint(ConceptKind kind) => kind switch
    {
        ConceptKind.Person => TrainTexts.HintPerson,
        ConceptKind.Subject => TrainTexts.HintSubject,
        ConceptKind.Scene => TrainTexts.HintScene,
        _ => TrainTexts.HintStyle,
    };

    private async Task TriggerTyped(ChangeEventArgs change)
    {
        _words = _words with { TriggerWord = ConceptWords.TriggerKey(change.Value as string ?? "") };
        _isTriggerFree = false;
        await _typing.CancelAsync();
        _typing.Dispose();
        _typing = new CancellationTokenSource();
        var pause = _typing.Token;
        try
        {
            await Task.Delay(TypingPause, pause);
            await CheckTriggerAsync(pause);
            await KeepAsync();
        }
        catch (OperationCanceledException) when (pause.IsCancellationRequested)
        {
            // typed on
        }
    }

    private async Task CheckTriggerAsync(CancellationToken cancellation)
    {
        if (_words.TriggerWord.Length == 0 || Draft.VersionOf is not null)
        {
            (_triggerProblem, _isTriggerFree) = (null, Draft.VersionOf is not null); // a concept holds its word already
            return;
        }

        _triggerProblem = TriggerShape.Problem(_words.TriggerWord) ?? await Training.TriggerProblemAsync(_words.TriggerWord, cancellation);
        _isTriggerFree = _triggerProblem is null;
    }

    private Task ChooseAsync(ConceptKind kind) => KeepAsync(_words with { Kind = kind, ClassWord = kind == ConceptKind.Style ? "style" : "" });

    private Task ClassTypedAsync(ChangeEventArgs change) => KeepAsync(_words with { ClassWord = (change.Value as string ?? "").Trim().ToLowerInvariant() });

    private Task CalledTypedAsync(ChangeEventArgs change) => KeepAsync(_words with { LoraWords = (change.Value as string ?? "").Trim() });

    private Task StepsTypedAsync(ChangeEventArgs change) => KeepAsync(_words with { Choices = _words.Choices with { Steps = Number(change, _words.Choices.Steps) } });

    private Task SeedTypedAsync(ChangeEventArgs change) => KeepAsync(_words with { Choices = _words.Choices with { Seed = Number(change, _words.Choices.Seed) } });

    private static int Number(ChangeEventArgs change, int old) => int.TryParse(change.Value as string, CultureInfo.InvariantCulture, out var number) ? number : old;

    private Task KeepAsync(DraftDescription words)
    {
        _words = words;
        return KeepAsync();
    }

    private async Task KeepAsync()
    {
        if (await Drafts.DescribeAsync(await Current.RequireAsync(), Draft.Id, _words, CancellationToken.None) is ActionResult.Refused refused) _problems = [refused.Sentence];
        await OnChanged.InvokeAsync();
    }

    private async Task StartAsync()
    {
        _starting = true;
        await KeepAsync();
        var (actor, model) = (await Current.RequireAsync(), Gate.Current!.Installed);
        _problems = SubmitWords.Problems(Draft.Lora is null
            ? await Control.TrainAsync(actor, model, Draft.Id, CancellationToken.None)
            : await Control.ProjectAsync(actor, model, Draft.Id, CancellationToken.None));
        _starting = false;
        if (_problems.Count == 0) await OnStarted.InvokeAsync();
        else await CheckTriggerAsync(CancellationToken.None);
    }
}
