using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Live;
using ConceptHub.Web.Shell;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Train;

/// <summary>The projection of a brought LoRA: how it goes, what it keeps, and what can be made of it.</summary>
public sealed partial class NicheStep
{
    private IReadOnlyList<string> _problems = [];
    private Guid? _followed;
    private bool _starting;

    /// <summary>A draft with a LoRA.</summary>
    [Parameter, EditorRequired] public TrainDraftInfo Draft { get; set; } = default!;
    [Parameter] public EventCallback OnBack { get; set; }
    [Parameter] public EventCallback OnStarted { get; set; }

    [Inject] private JobControl Control { get; set; } = default!;
    [Inject] private BaseModelGate Gate { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (_followed == Draft.NicheJobId) return;
        _followed = Draft.NicheJobId;
        await FollowAsync(_followed);
    }

    private static string Shows(int sample) => sample == NicheSamples.Projected ? TrainTexts.ShowsMadeQuiet : TrainTexts.ShowsAsItCame;

    private static string Projected(NicheMade niche) => niche.Projected == niche.Layers
        ? TrainTexts.AllProjected.With(niche.Layers)
        : TrainTexts.SomeProjected.With(niche.Projected, niche.Layers);

    private async Task DistilAsync()
    {
        if (Gate.Current is not { } model) return;
        _starting = true;
        _problems = SubmitWords.Problems(await Control.TrainAsync(await Current.RequireAsync(), model.Installed, Draft.Id, CancellationToken.None));
        _starting = false;
        if (_problems.Count == 0) await OnStarted.InvokeAsync();
    }
}
