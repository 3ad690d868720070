using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Figures;

/// <summary>The last quarter of an hour of the site, drawn anew with each set of figures.</summary>
public sealed partial class FigureBoard : IDisposable
{
    private IReadOnlyList<HubFigures> _past = [];

    [Inject] private FigureRecorder Recorder { get; set; } = default!;

    protected override void OnInitialized()
    {
        _past = Recorder.Past;
        if (RendererInfo.IsInteractive) Recorder.Changed += Show;
    }

    public void Dispose() => Recorder.Changed -= Show;

    private void Show() => _ = InvokeAsync(() =>
    {
        _past = Recorder.Past;
        StateHasChanged();
    });
}
