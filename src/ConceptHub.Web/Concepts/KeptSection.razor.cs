using ConceptHub.Catalog;
using ConceptHub.Web.Live;
using ConceptHub.Web.Startup;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Concepts;

/// <summary>How much of a concept is left among others, as its page tells it.</summary>
public sealed partial class KeptSection
{
    private KeptStatus? _status;
    private IReadOnlyList<string> _problems = [];

    [Parameter, EditorRequired] public ConceptDetails Concept { get; set; } = default!;
    [Parameter] public Actor? Viewer { get; set; }

    [Inject] private KeptReports Reports { get; set; } = default!;
    [Inject] private JobControl Control { get; set; } = default!;
    [Inject] private BaseModelGate Gate { get; set; } = default!;

    protected override Task OnParametersSetAsync() => ReadAsync();

    private async Task ReadAsync() => _status = await Reports.StatusAsync(Concept, Viewer, CancellationToken.None);

    private async Task MeasureAsync()
    {
        if (Viewer is null) return;
        _problems = Gate.Current is { } model
            ? SubmitWords.Problems(await Control.MeasureAsync(Viewer, model.Installed, Concept.Card.Id, CancellationToken.None))
            : [LiveTexts.ModelBeingRead];
        await ReadAsync();
    }
}
