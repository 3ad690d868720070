namespace ConceptHub.Catalog.Tests;

public sealed class PresetsTests
{
    private static readonly PresetSettings Sharp = new() { Steps = 40, GuidanceScale = 3.5f, Seed = 7, Variation = new PictureVariation(9, 0.25), Scheduler = "euler", Width = 64, Height = 32, Count = 4 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preset_is_kept_with_all_its_settings_for_its_owner_alone()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var words = new PresetWords("a photo of <mira> person", [new RecipeEntry(Guid.NewGuid(), 2, 0.85f, Enabled: false)]);

        await KeepAsync(hub, ann, " with words ", Sharp with { Words = words });
        await KeepAsync(hub, ann, "Bare", Sharp);

        var mine = await hub.Get<Presets>().MineAsync(ann, Token);
        Assert.Equal(["Bare", "with words"], mine.Select(preset => preset.Name));
        Assert.Equal([Sharp, Sharp with { Words = words }], mine.Select(preset => preset.Settings));
        Assert.Empty(await hub.Get<Presets>().MineAsync(ben, Token));
    }

    [Fact]
    public async Task Preset_is_changed_and_deleted_by_its_owner_alone()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben, presets) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"), hub.Get<Presets>());
        var id = await KeepAsync(hub, ann, "Sharp", Sharp);

        Assert.IsType<ActionResult.NotFound>(await presets.UpdateAsync(ben, id, Sharp with { Steps = 1 }, Token));
        Assert.IsType<ActionResult.NotFound>(await presets.DeleteAsync(ben, id, Token));
        Assert.IsType<ActionResult.Done>(await presets.UpdateAsync(ann, id, Sharp with { Steps = 50 }, Token));
        Assert.Equal(50, Assert.Single(await presets.MineAsync(ann, Token)).Settings.Steps);
        Assert.IsType<ActionResult.Done>(await presets.DeleteAsync(ann, id, Token));
        Assert.Empty(await presets.MineAsync(ann, Token));
    }

    [Theory]
    [InlineData("  ", "Give the preset a name of 1 to 40 characters.")]
    [InlineData("a name that goes on and on and on and on a", "Give the preset a name of 1 to 40 characters.")]
    [InlineData("SHARP", "You have a preset “SHARP” already. Choose another name, or update that one.")]
    public async Task Bad_name_is_refused_with_its_reason(string name, string sentence)
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        await KeepAsync(hub, ann, "Sharp", Sharp);

        var result = await hub.Get<Presets>().KeepAsync(ann, name, Sharp, Token);

        Assert.Equal(sentence, Assert.IsType<KeepPresetResult.Refused>(result).Sentence);
        await KeepAsync(hub, await hub.JoinAsync("ben"), "Sharp", Sharp); // a name is taken for its owner alone
    }

    [Fact]
    public async Task Presets_of_a_member_are_limited()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        for (var i = 0; i < Presets.Most; i++) await KeepAsync(hub, ann, $"{i}", Sharp);

        var result = await hub.Get<Presets>().KeepAsync(ann, "one more", Sharp, Token);

        Assert.Contains("which is the most", Assert.IsType<KeepPresetResult.Refused>(result).Sentence, StringComparison.Ordinal);
    }

    private static async Task<Guid> KeepAsync(TestHub hub, Actor actor, string name, PresetSettings settings) =>
        Assert.IsType<KeepPresetResult.Kept>(await hub.Get<Presets>().KeepAsync(actor, name, settings, Token)).Preset.Id;
}
