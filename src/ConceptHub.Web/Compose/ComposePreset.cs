using ConceptHub.Catalog;

namespace ConceptHub.Web.Compose;

/// <summary>Between the composer and a member's presets.</summary>
internal static class ComposePreset
{
    /// <summary>What a preset would keep of the state. A seed that is drawn anew for each picture is not kept, nor the start picture.</summary>
    public static PresetSettings Of(ComposeState state, bool withWords) => new()
    {
        NegativePrompt = state.NegativePrompt,
        Steps = state.Steps,
        GuidanceScale = state.GuidanceScale,
        Seed = state.IsSeedLocked ? state.Seed : null,
        Variation = state.IsSeedLocked && state.Variation is { } variation ? (state.IsVariationKept ? variation : variation with { Seed = 0 }) : null,
        KeepsVariation = state.IsVariationKept,
        Scheduler = state.Scheduler,
        Width = state.Width,
        Height = state.Height,
        Count = state.Count,
        ClipSkip = state.ClipSkip,
        Visibility = state.IsPublic ? PictureVisibility.Public : PictureVisibility.Private,
        Words = withWords ? new PresetWords(state.Prompt, [.. state.Recipe]) { IsSettled = state.IsSettled } : null,
    };

    public static void Apply(PresetSettings preset, ComposeState state)
    {
        (state.NegativePrompt, state.Steps, state.GuidanceScale) = (preset.NegativePrompt, preset.Steps, preset.GuidanceScale);
        (state.IsSeedLocked, state.Seed) = (preset.Seed is not null, preset.Seed ?? state.Seed);
        (state.Variation, state.IsVariationKept) = (preset.Variation, preset.KeepsVariation);
        (state.Scheduler, state.Width, state.Height) = (preset.Scheduler, preset.Width, preset.Height);
        (state.Count, state.ClipSkip, state.IsPublic) = (preset.Count, preset.ClipSkip, preset.Visibility == PictureVisibility.Public);
        if (preset.Words is not { } words) return;
        (state.Prompt, state.IsSettled) = (words.Prompt, words.IsSettled);
        state.Recipe.Clear();
        state.Recipe.AddRange(words.Recipe);
    }
}
