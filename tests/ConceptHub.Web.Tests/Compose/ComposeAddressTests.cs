using ConceptHub.Catalog;
using ConceptHub.Diffusion.Pipelines;
using ConceptHub.Engine;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Tests.Compose;

public sealed class ComposeAddressTests
{
    private static readonly DrawingChoices Choices = new(new PictureSizes(16, 128, 96, 1024), 2, new GenerationLimits()) { OwnGuidanceScale = 7.5f };

    [Fact]
    public void What_nobody_chose_is_the_models_own_and_is_not_in_the_address()
    {
        var state = new ComposeState { Prompt = "a cat" };

        Assert.Equal((128, 96, 7.5f), (state.ToComposition(Choices).Settings.Width, state.ToComposition(Choices).Settings.Height, state.ToComposition(Choices).Settings.GuidanceScale));
        Assert.DoesNotContain("guidance", ComposeAddress.Of(state), StringComparison.Ordinal);
        Assert.Equal(2f, ComposeAddress.Read(new Uri($"http://hub/{ComposeAddress.Of(new ComposeState { GuidanceScale = 2 })}")).State.GuidanceScale);
    }

    [Fact]
    public void State_survives_the_way_through_an_address()
    {
        var state = new ComposeState
        {
            Recipe = [new RecipeEntry(Guid.NewGuid(), 2, 0.85f), new RecipeEntry(Guid.NewGuid(), 1, 0, Enabled: false) { Region = new RecipeRegion(5, 0, 50, 100) }],
            Prompt = "a photo of <mira> person & a dog, 100 % \"true\" + more",
            NegativePrompt = "blur",
            Steps = 33,
            GuidanceScale = 7.5f,
            Seed = 123456789012,
            IsSeedLocked = true,
            Variation = new PictureVariation(77, 0.35),
            IsVariationKept = true,
            IsGrouped = true,
            PresetId = Guid.NewGuid(),
            Scheduler = "euler-a",
            Width = 192,
            Height = 128,
            Count = 3,
            ClipSkip = 1,
            IsSettled = true,
            Start = new StartPicture(new string('c', 64), 0.35),
            IsPublic = true,
            JobId = Guid.NewGuid(),
            ParentId = Guid.NewGuid(),
        };

        var (read, add) = ComposeAddress.Read(new Uri("http://hub/" + ComposeAddress.Of(state)));

        Assert.Null(add);
        Assert.Equal(state.Recipe, read.Recipe);
        Assert.Equal(state.ToComposition(Choices).Settings, read.ToComposition(Choices).Settings);
        Assert.Equal((true, true, state.PresetId), (read.IsVariationKept, read.IsGrouped, read.PresetId));
        Assert.Equal((state.IsSeedLocked, state.IsPublic, state.JobId, state.ParentId, state.Count), (read.IsSeedLocked, read.IsPublic, read.JobId, read.ParentId, read.Count));
    }

    [Fact]
    public void Untouched_state_has_a_bare_address() => Assert.Equal("compose", ComposeAddress.Of(new ComposeState()));

    [Theory]
    [InlineData("?r=nonsense!~~~!00000000000000000000000000000000~1~9&steps=9999&guidance=-4&seed=-1&size=big&job=x&add=y&count=99&skip=-3&over=../../hub.db&strength=7&vary=7~nan&by=size&preset=mine")]
    [InlineData("?vary=-7~-1")]
    [InlineData("?r=&steps=&guidance=NaN&seed=1e9&lock=2")]
    public void Nonsense_in_an_address_is_as_usual(string query)
    {
        var (state, add) = ComposeAddress.Read(new Uri("http://hub/compose" + query));

        Assert.Empty(state.Recipe);
        Assert.Null(add);
        Assert.InRange(state.Steps, 1, 150);
        Assert.InRange(state.ToComposition(Choices).Settings.GuidanceScale, 0, 30);
        Assert.InRange(state.Count, 1, 16);
        Assert.Equal((0, null), (state.ClipSkip, state.Start));
        Assert.Equal((null, false, null), (state.Variation, state.IsGrouped, state.PresetId));
        Assert.Equal((128, 96), (state.ToComposition(Choices).Settings.Width, state.ToComposition(Choices).Settings.Height));
    }

    [Fact]
    public void Settings_of_a_picture_lock_its_seed_and_clear_the_rest()
    {
        var state = ComposeState.From(new PictureSettings { Prompt = "a house", Seed = 7 }, []);

        Assert.True(state.IsSeedLocked);
        Assert.Equal(7, state.Seed);
        Assert.Equal("", state.NegativePrompt);
        Assert.Null(state.JobId);
    }

    [Fact]
    public void Open_variation_is_drawn_anew_and_a_kept_one_stays()
    {
        var (open, _) = ComposeAddress.Read(new Uri("http://hub/compose?lock=1&seed=5&vary=~0.2"));
        var (kept, _) = ComposeAddress.Read(new Uri("http://hub/compose?lock=1&seed=5&vary=77~0.2"));

        open.DrawLots();
        kept.DrawLots();

        Assert.NotEqual(0, open.Variation!.Seed);
        Assert.Equal(new PictureVariation(77, 0.2), kept.Variation);
        Assert.Equal((5, 5), (open.Seed, kept.Seed));
        Assert.Null((ComposeAddress.Read(new Uri("http://hub/compose?vary=77~0.2")).State).ToComposition(Choices).Settings.Variation); // of no seed in particular
    }

    [Fact]
    public void Concept_that_an_address_names_twice_is_read_once()
    {
        var entry = new RecipeEntry(Guid.NewGuid(), 1, 1);

        Assert.Equal([entry], ComposeAddress.Read(new Uri("http://hub" + ComposeAddress.Of(new ComposeState { Recipe = [entry, entry with { Strength = 0.5f }] }))).State.Recipe);
    }

    [Fact]
    public void Overlong_prompt_in_an_address_is_cut() =>
        Assert.Equal(600, ComposeAddress.Read(new Uri("http://hub/compose?p=" + new string('a', 900))).State.Prompt.Length);
}
