using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Rooms;

namespace ConceptHub.Web.Tests.Rooms;

public sealed class RoomFieldsTests
{
    [Fact]
    public void State_survives_the_way_through_fields_but_for_what_is_personal()
    {
        var state = new ComposeState
        {
            Recipe = [new RecipeEntry(Guid.NewGuid(), 2, 0.85f), new RecipeEntry(Guid.NewGuid(), 1, 0, Enabled: false)],
            Prompt = "a photo of <mira> person & a dog, 100 % \"true\" + more",
            NegativePrompt = "blur",
            Steps = 33,
            GuidanceScale = 7.5f,
            Seed = 123456789012,
            IsSeedLocked = true,
            Scheduler = "euler-a",
            Width = 192,
            Height = 128,
            Count = 3,
            ClipSkip = 1,
            Start = new StartPicture(new string('c', 64), 0.35),
            IsPublic = true,
            JobId = Guid.NewGuid(),
        };
        var mine = new ComposeState();

        var read = RoomFields.ToState(RoomFields.Of(state), mine);

        Assert.Equal((false, null), (read.IsPublic, read.JobId));
        (read.IsPublic, read.JobId) = (state.IsPublic, state.JobId);
        Assert.Equal(ComposeAddress.Of(state), ComposeAddress.Of(read));
    }

    [Fact]
    public void Moved_slider_is_one_changed_field()
    {
        var entry = new RecipeEntry(Guid.NewGuid(), 1, 0.5f);
        var (before, now) = (new ComposeState { Recipe = [entry] }, new ComposeState { Recipe = [entry with { Strength = 0.55f }] });

        var change = Assert.Single(RoomFields.Changes(RoomFields.Of(before), RoomFields.Of(now)));

        Assert.Equal("0.55", change.Value);
    }
}
