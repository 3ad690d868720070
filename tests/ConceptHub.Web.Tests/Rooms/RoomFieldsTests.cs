using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Rooms;

namespace ConceptHub.Web.Tests.Rooms;

public sealed class RoomFieldsTests
{
    [Fact]
    public void State_survives_the_way_through_fields_but_for_what_is_personal()
    {
        var address = $"?r={Guid.NewGuid():N}~2~0.85!{Guid.NewGuid():N}~1~0~off~at50.0.50.90&p=a+photo+of+%3Cmira%3E+person+%26+a+dog&n=blur&steps=33&guidance=7.5&seed=123456789012&lock=1"
            + $"&sampler=euler-a&size=192x128&count=3&skip=1&over={new string('c', 64)}&strength=0.35&public=1&job={Guid.NewGuid():N}";
        var (state, _) = ComposeAddress.Read(new Uri("http://hub/" + address));
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

        var change = Assert.Single(ComposeFields.Changes(RoomFields.Of(before), RoomFields.Of(now)));

        Assert.Equal("0.55", change.Value);
    }
}
