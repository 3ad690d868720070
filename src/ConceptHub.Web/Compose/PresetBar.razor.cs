using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace ConceptHub.Web.Compose;

/// <summary>A member's presets: chosen, compared with what is set now, updated, taken back, kept anew, deleted.</summary>
public sealed partial class PresetBar
{
    private IReadOnlyList<PresetInfo> _presets = [];
    private IReadOnlyList<string> _problems = [];
    private string _name = "";
    private bool _withWords;
    private bool _isNaming;
    private bool _sure;

    [Inject] private Presets Presets { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    [Parameter, EditorRequired] public ComposeState State { get; set; } = default!;

    /// <summary>The state was changed, its recipe perhaps too.</summary>
    [Parameter] public EventCallback OnApply { get; set; }

    // A link may name a preset of somebody else's, or one that is gone.
    private PresetInfo? Chosen => _presets.FirstOrDefault(preset => preset.Id == State.PresetId);

    private bool IsChanged => Chosen is { Settings: var kept } && ComposePreset.Of(State, kept.Words is not null) != kept;

    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() => _presets = await Presets.MineAsync(await Current.RequireAsync(), CancellationToken.None);

    private Task ChooseAsync(ChangeEventArgs change)
    {
        State.PresetId = Guid.TryParse(change.Value as string, out var id) ? id : null;
        return ResetAsync();
    }

    private Task ResetAsync()
    {
        (_problems, _sure) = ([], false);
        if (Chosen is { Settings: var kept }) ComposePreset.Apply(kept, State);
        return OnApply.InvokeAsync();
    }

    private async Task UpdateAsync()
    {
        if (Chosen is not { } preset) return;
        Tell(await Presets.UpdateAsync(await Current.RequireAsync(), preset.Id, ComposePreset.Of(State, preset.Settings.Words is not null), CancellationToken.None));
        await ReadAsync();
    }

    private async Task KeepAsync()
    {
        var result = await Presets.KeepAsync(await Current.RequireAsync(), _name, ComposePreset.Of(State, _withWords), CancellationToken.None);
        _problems = result.Match<IReadOnlyList<string>>(kept => [], refused => [refused.Sentence]);
        if (result is not KeepPresetResult.Kept { Preset: var preset }) return;
        (_name, _isNaming, State.PresetId) = ("", false, preset.Id);
        await ReadAsync();
        await OnApply.InvokeAsync();
    }

    private Task KeyAsync(KeyboardEventArgs key) => key.Key == "Enter" ? KeepAsync() : Task.CompletedTask;

    private async Task DeleteAsync()
    {
        if (!_sure)
        {
            _sure = true;
            return;
        }

        Tell(await Presets.DeleteAsync(await Current.RequireAsync(), Chosen!.Id, CancellationToken.None));
        (_sure, State.PresetId) = (false, null);
        await ReadAsync();
        await OnApply.InvokeAsync();
    }

    private void Tell(ActionResult result) => _problems = result.Match<IReadOnlyList<string>>(
        done => [], notFound => [ComposeTexts.PresetGone], notAllowed => [ComposeTexts.PresetNotYours], refused => [refused.Sentence]);
}
