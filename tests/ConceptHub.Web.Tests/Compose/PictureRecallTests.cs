using System.Buffers.Binary;
using System.Text;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Compose;

/// <summary>Pictures of other programs as a state of the composer, on a hub with seed concepts.</summary>
public sealed class PictureRecallTests(TestHub hub) : IClassFixture<TestHub>
{
    private static readonly Actor Member = new(Guid.NewGuid(), "ann", []);

    [Fact]
    public async Task Foreign_picture_becomes_a_whole_state_and_what_is_missing_is_said()
    {
        var ada = await hub.ConceptAsync("Ada");

        var recalled = await RecallAsync(
            $"a photo of ada <lora:ada-lark-v1:0.8> <lora:add_detail:0.5>\nNegative prompt: blurry\nSteps: 400, Sampler: UniPC, CFG scale: 44, Seed: 18446744073709551615, Size: 512x768, Denoising strength: 0.5, Hires upscale: 2");

        var state = recalled!.State;
        Assert.Equal(("a photo of ada", "blurry", 150, 30f, 512, 768), (state.Prompt, state.NegativePrompt, state.Steps, state.GuidanceScale, state.Width, state.Height));
        Assert.Equal([new RecipeEntry(ada.Card.Id, 1, 0.8f)], state.Recipe);
        Assert.True(state.IsSeedLocked);
        Assert.Equal(
            [
                "The seed 18446744073709551615 is larger than seeds are here; 9007199254740991 stands in for it.",
                "The sampler “UniPC” is not here; DPM++ 2M stands in for it.",
                "It was drawn over another picture, which is not in the file; it is drawn from noise now.",
                "Not known here and left out: Hires upscale.",
                "“ada-lark-v1” was taken for the concept “Ada Lark”, because of its name.",
                "“add_detail” is not on this hub and was left out.",
                "It says 400 steps; 150 are taken here.",
                "It says guidance 44; 30 is taken here.",
            ],
            recalled.Notes);
    }

    [Fact]
    public async Task What_the_file_does_not_say_is_as_usual()
    {
        var recalled = await RecallAsync("a hill\nSteps: 12, Sampler: Euler, CFG scale: 5");

        var (state, usual) = (recalled!.State, new ComposeState());
        Assert.Equal(("a hill", 12, "euler", 5f), (state.Prompt, state.Steps, state.Scheduler, state.GuidanceScale));
        Assert.Equal((usual.NegativePrompt, usual.Seed, usual.IsSeedLocked, usual.Width, usual.Count, usual.ClipSkip, usual.Start), (state.NegativePrompt, state.Seed, state.IsSeedLocked, state.Width, state.Count, state.ClipSkip, state.Start));
        Assert.Empty(state.Recipe);
        Assert.Empty(recalled.Notes);
    }

    [Fact]
    public async Task Own_record_with_a_start_picture_of_somebody_else_is_restored_without_it()
    {
        var recalled = await RecallAsync(
            $$$"""{"format":1,"settings":{"prompt":"a hill","steps":7,"seed":3,"scheduler":"lcm","start":{"blob":"{{{new string('a', 64)}}}","strength":0.4}},"recipe":[]}""", "concepthub");

        Assert.Equal(("a hill", 7, 3L, "lcm", null), (recalled!.State.Prompt, recalled.State.Steps, recalled.State.Seed, recalled.State.Scheduler, recalled.State.Start));
        Assert.Equal(["It was drawn over another picture, which is not here; it is drawn from noise now."], recalled.Notes);
    }

    [Fact]
    public async Task Picture_that_says_nothing_and_is_unknown_restores_nothing()
    {
        var recall = hub.Services.GetRequiredService<PictureRecall>();

        Assert.Null(await recall.ReadAsync(SeedFolders.Png(0x123456), Member, TestContext.Current.CancellationToken));
        Assert.Null(await recall.ReadAsync([1, 2, 3], Member, TestContext.Current.CancellationToken));
    }

    private Task<RecalledState?> RecallAsync(string text, string keyword = "parameters")
    {
        var plain = SeedFolders.Png(0x123456);
        byte[] body = [.. Encoding.Latin1.GetBytes(keyword), 0, .. Encoding.UTF8.GetBytes(text)];
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, body.Length);
        byte[] file = [.. plain[..33], .. length, .. "tEXt"u8, .. body, 0, 0, 0, 0, .. plain[33..]];
        return hub.Services.GetRequiredService<PictureRecall>().ReadAsync(file, Member, TestContext.Current.CancellationToken);
    }
}
