using ConceptHub.Catalog;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Tests.Compose;

public sealed class ComposePresetTests
{
    private static readonly RecipeEntry Mira = new(Guid.NewGuid(), 1, 0.8f);

    [Fact]
    public void Preset_brings_its_settings_and_leaves_recipe_and_prompt()
    {
        var made = new ComposeState { Recipe = [Mira], Prompt = "a", NegativePrompt = "blur", Steps = 33, Seed = 7, IsSeedLocked = true, Variation = new PictureVariation(9, 0.3), IsVariationKept = true, Width = 64, Height = 32, Count = 4, ClipSkip = 1, IsPublic = true, Scheduler = "euler" };
        var other = new ComposeState { Recipe = [Mira with { Strength = 1 }], Prompt = "b" };

        ComposePreset.Apply(ComposePreset.Of(made, withWords: false), other);

        Assert.Equal(ComposePreset.Of(made, withWords: false), ComposePreset.Of(other, withWords: false));
        Assert.Equal(("b", 1f), (other.Prompt, other.Recipe[0].Strength));
    }

    [Fact]
    public void Preset_with_words_brings_them_too_and_notices_when_they_change()
    {
        var made = new ComposeState { Recipe = [Mira], Prompt = "a" };
        var kept = ComposePreset.Of(made, withWords: true);
        var other = new ComposeState { Prompt = "b" };

        ComposePreset.Apply(kept, other);

        Assert.Equal(kept, ComposePreset.Of(other, withWords: true));
        other.IsSettled = true;
        Assert.NotEqual(kept, ComposePreset.Of(other, withWords: true));
        other.IsSettled = false;
        other.Recipe[0] = Mira with { Strength = 0.5f };
        Assert.NotEqual(kept, ComposePreset.Of(other, withWords: true));
    }

    [Fact]
    public void Seed_that_is_drawn_anew_changes_no_preset()
    {
        var (state, varied) = (new ComposeState(), new ComposeState { IsSeedLocked = true, Variation = new PictureVariation(1, 0.2) });
        var (kept, keptVaried) = (ComposePreset.Of(state, withWords: false), ComposePreset.Of(varied, withWords: false));

        state.DrawLots();
        varied.DrawLots();

        Assert.Equal(keptVaried, ComposePreset.Of(varied, withWords: false));
        Assert.Equal(kept, ComposePreset.Of(state, withWords: false));
    }
}
