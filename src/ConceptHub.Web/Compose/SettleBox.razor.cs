using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Compose;

/// <summary>Makes the concepts of a recipe quiet on each other on a press, and then says whether pictures take them so.</summary>
public sealed partial class SettleBox
{
    // Of one core, as measured on the embedded model: what all share, and each of them.
    private const double SharedSeconds = 45, SecondsEach = 6;

    private IReadOnlyList<string> _problems = [];
    private SettlingStatus? _status;
    private string _asked = "";
    private bool _isAsking, _isLost;

    [Inject] private Settlings Store { get; set; } = default!;
    [Inject] private JobControl Jobs { get; set; } = default!;
    [Inject] private BaseModelGate Gate { get; set; } = default!;
    [Inject] private CurrentActor Who { get; set; } = default!;

    [Parameter, EditorRequired] public ComposeState State { get; set; } = default!;
    [Parameter] public EventCallback OnChange { get; set; }

    private string Time => (SharedSeconds + SecondsEach * State.Recipe.Count) / 60 is var minutes && minutes < 1.5 ? ComposeTexts.OneMinute : ComposeTexts.SomeMinutes.With(Math.Round(minutes));

    protected override async Task OnParametersSetAsync()
    {
        var versions = string.Join(' ', State.Recipe.Select(entry => $"{entry.ConceptId:N}/{entry.Version}").Order(StringComparer.Ordinal));
        if (Gate.Current is null || versions == _asked) return;
        (_asked, _problems) = (versions, []);
        await LookAsync();
    }

    protected override async Task OnOverAsync(JobView view)
    {
        _problems = view.Summary.Failure is { } failure ? [failure.Sentence] : [];
        await LookAsync(follows: false);
        if (_status?.Gain is not null) await SwitchAsync(true);
    }

    private async Task LookAsync(bool follows = true)
    {
        if (State.Recipe.Count < 2 || Gate.Current is not { } model)
        {
            _status = null;
        }
        else
        {
            _status = await Store.StatusAsync(await Who.RequireAsync(), model.Installed, [.. State.Recipe], CancellationToken.None);
        }

        if (follows) await FollowAsync(_status?.JobId);
        _isLost = State.IsSettled && _status is { Gain: null };
        // What is not there cannot be drawn: better without it than refused.
        if (State.IsSettled && _status?.Gain is null) await SwitchAsync(false);
    }

    private async Task SettleAsync()
    {
        if (Gate.Current is not { } model) return;
        _isAsking = true;
        var result = await Jobs.SettleAsync(await Who.RequireAsync(), model.Installed, [.. State.Recipe], CancellationToken.None);
        _problems = SubmitWords.Problems(result);
        if (result is SubmitResult.Queued queued) await FollowAsync(queued.JobId);
        _isAsking = false;
    }

    private Task SwitchAsync(bool isSettled)
    {
        State.IsSettled = isSettled;
        return OnChange.InvokeAsync();
    }

    private static string Share(double of) => of.ToString("0 %", CultureInfo.InvariantCulture);
}
