using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Rooms;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Rooms;

/// <summary>Who may come in, for how long, and whose turn it is.</summary>
public sealed class RoomDoorTests(TestHub hub) : IClassFixture<TestHub>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Full_room_lets_in_another_tab_of_who_is_there_and_the_next_when_somebody_leaves()
    {
        var bench = new RoomBench(hub, new RoomOptions { MostMembers = 2 });
        var room = await bench.OpenAsync();
        var ben = await bench.JoinAsync(room, RoomBench.Somebody("ben"));
        await bench.JoinAsync(room, bench.Owner);
        var cleo = RoomBench.Somebody("cleo");

        Assert.Equal(2, Assert.IsType<JoinResult.Full>(await bench.TryJoinAsync(room, cleo)).Limit);
        await bench.JoinAsync(room, bench.Owner);
        ben.Seat.Dispose();
        await bench.JoinAsync(room, cleo);

        Assert.Equal(["olga", "cleo"], ben.Seat.Room.Members.Select(member => member.Name));
    }

    [Fact]
    public async Task Everybody_has_a_colour_of_their_own()
    {
        var bench = new RoomBench(hub);
        var room = await bench.OpenAsync();
        var tabs = new List<Tab>();
        for (var i = 0; i < 8; i++) tabs.Add(await bench.JoinAsync(room, RoomBench.Somebody($"member-{i}")));

        tabs[3].Seat.Dispose();
        await bench.JoinAsync(room, RoomBench.Somebody("late"));

        Assert.Equal(8, tabs[0].Seat.Room.Members.Select(member => member.Hue).Distinct().Count());
    }

    [Fact]
    public async Task Newest_tab_of_a_member_takes_the_place_of_the_oldest()
    {
        var bench = new RoomBench(hub, new RoomOptions { MostTabs = 2 });
        var room = await bench.OpenAsync();
        var (first, second) = (await bench.JoinAsync(room, bench.Owner), await bench.JoinAsync(room, bench.Owner));

        var third = await bench.JoinAsync(room, bench.Owner);

        Assert.Equal((SeatEnd.OpenedElsewhere, null, null), (first.Seat.End, second.Seat.End, third.Seat.End));
    }

    [Fact]
    public async Task New_room_takes_the_place_of_an_empty_one_and_never_of_one_with_people()
    {
        var bench = new RoomBench(hub, new RoomOptions { MostRoomsOfOne = 2 });
        var (first, second) = (await bench.OpenAsync(), await bench.OpenAsync());
        await bench.JoinAsync(first, RoomBench.Somebody("ben"));

        var third = await bench.OpenAsync();
        await bench.JoinAsync(third, bench.Owner);
        var fourth = await bench.Rooms.OpenAsync(bench.Owner, new ComposeState(), Token);

        Assert.Null(bench.Rooms.Find(second));
        Assert.NotNull(bench.Rooms.Find(first));
        Assert.Contains("2 rooms", Assert.IsType<OpenRoomResult.Refused>(fourth).Sentence);
    }

    [Fact]
    public async Task All_rooms_together_are_bounded()
    {
        var bench = new RoomBench(hub, new RoomOptions { MostRooms = 1 });
        await bench.JoinAsync(await bench.OpenAsync(), bench.Owner);

        var other = await bench.Rooms.OpenAsync(RoomBench.Somebody("ben"), new ComposeState(), Token);

        Assert.IsType<OpenRoomResult.Refused>(other);
    }

    [Fact]
    public async Task Owner_ends_the_room_and_nobody_else_can()
    {
        var bench = new RoomBench(hub);
        var room = await bench.OpenAsync();
        var ben = await bench.JoinAsync(room, RoomBench.Somebody("ben"));

        bench.Rooms.End(ben.Seat.Actor, room);
        var still = ben.Seat.End;
        bench.Rooms.End(bench.Owner, room);

        Assert.Null(still);
        Assert.Equal(SeatEnd.RoomOver, ben.Seat.End);
        Assert.IsType<JoinResult.NotFound>(await bench.TryJoinAsync(room, bench.Owner));
    }

    [Fact]
    public async Task Room_that_everybody_left_waits_a_while_and_then_ends_by_itself()
    {
        var bench = new RoomBench(hub);
        var room = await bench.OpenAsync(new ComposeState { Prompt = "a house" });
        (await bench.JoinAsync(room, bench.Owner)).Seat.Dispose();

        bench.Clock.Advance(TimeSpan.FromMinutes(9));
        await bench.Rooms.TidyAsync(Token);
        var back = await bench.JoinAsync(room, bench.Owner);
        bench.Clock.Advance(TimeSpan.FromMinutes(30));
        await bench.Rooms.TidyAsync(Token);
        var there = bench.Rooms.Find(room);
        back.Seat.Dispose();
        bench.Clock.Advance(TimeSpan.FromMinutes(11));
        await bench.Rooms.TidyAsync(Token);

        Assert.Equal("a house", back.State.Prompt);
        Assert.NotNull(there);
        Assert.Null(bench.Rooms.Find(room));
    }

    [Fact]
    public async Task Suspended_member_drops_out_and_cannot_come_back()
    {
        var bench = new RoomBench(hub);
        await hub.MemberAsync("rowdy");
        var rowdy = await hub.ActorOfAsync("rowdy");
        var room = await bench.OpenAsync();
        var (tab, owner) = (await bench.JoinAsync(room, rowdy), await bench.JoinAsync(room, bench.Owner));

        await hub.SuspendAsync("rowdy");
        await bench.Rooms.TidyAsync(Token);
        tab.Edit(state => state.Prompt = "still here?");
        tab.Meet();
        owner.Meet();

        Assert.Equal((SeatEnd.SentOut, ""), (tab.Seat.End, owner.State.Prompt));
        Assert.IsType<JoinResult.Suspended>(await bench.TryJoinAsync(room, rowdy));
        Assert.IsType<OpenRoomResult.Refused>(await bench.Rooms.OpenAsync(rowdy, new ComposeState(), Token));
    }

    [Fact]
    public async Task Signed_out_member_drops_out()
    {
        var rooms = hub.Services.GetRequiredService<OpenRooms>();
        var browser = await hub.MemberAsync("saskia");
        var saskia = await hub.ActorOfAsync("saskia");
        var opened = Assert.IsType<OpenRoomResult.Opened>(await rooms.OpenAsync(saskia, new ComposeState(), Token));
        var seat = Assert.IsType<JoinResult.Joined>(await rooms.JoinAsync(saskia, opened.RoomId, Token)).Seat;

        var page = await browser.GetAsync("/");
        await browser.SendAsync(page, page.Page.Forms.First(form => form.GetAttribute("action")!.EndsWith("account/sign-out", StringComparison.Ordinal)), []);

        Assert.Equal(SeatEnd.SentOut, seat.End);
    }

    [Fact]
    public async Task One_orders_at_a_time_and_nobody_over_a_picture_they_have_not_seen()
    {
        var bench = new RoomBench(hub);
        var room = await bench.OpenAsync();
        var (ana, ben) = (await bench.JoinAsync(room, bench.Owner), await bench.JoinAsync(room, RoomBench.Somebody("ben")));
        var job = Guid.NewGuid();

        Assert.True(await ana.Seat.TryOrderAsync(ana.State, Token));
        Assert.False(await ben.Seat.TryOrderAsync(ben.State, Token));
        ana.Edit(state => state.JobId = job);
        ana.Meet();
        ana.Seat.Ordered();
        Assert.False(await ben.Seat.TryOrderAsync(ben.State, Token));
        ben.Meet();
        Assert.Equal((job, new SharedJob(job, bench.Owner)), (ben.State.JobId, ben.Seat.Job));
        Assert.True(await ben.Seat.TryOrderAsync(ben.State, Token));
        ana.Meet();
        Assert.False(await ana.Seat.TryOrderAsync(ana.State, Token));
        ben.Seat.Dispose(); // whoever goes leaves the turn behind
        Assert.True(await ana.Seat.TryOrderAsync(ana.State, Token));
    }
}
