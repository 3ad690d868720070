using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Rooms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ConceptHub.Web.Tests.Rooms;

/// <summary>Rooms with a clock that stands until it is moved, on a real catalog.</summary>
internal sealed class RoomBench
{
    public RoomBench(TestHub hub, RoomOptions? options = null) => Rooms = new OpenRooms(
        options ?? new RoomOptions(), hub.Services.GetRequiredService<Members>(), hub.Services.GetRequiredService<StartUploads>(), Clock);

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    public OpenRooms Rooms { get; }

    public Actor Owner { get; } = Somebody("olga");

    public static Actor Somebody(string name) => new(Guid.NewGuid(), name, []);

    /// <summary>A room of <see cref="Owner"/>'s; nobody is in it yet.</summary>
    public async Task<string> OpenAsync(ComposeState? state = null) =>
        Assert.IsType<OpenRoomResult.Opened>(await Rooms.OpenAsync(Owner, state ?? new ComposeState(), TestContext.Current.CancellationToken)).RoomId;

    public async Task<Tab> JoinAsync(string room, Actor actor) =>
        new(this, Assert.IsType<JoinResult.Joined>(await Rooms.JoinAsync(actor, room, TestContext.Current.CancellationToken)).Seat);

    public Task<JoinResult> TryJoinAsync(string room, Actor actor) => Rooms.JoinAsync(actor, room, TestContext.Current.CancellationToken);
}

/// <summary>A seat with a desk's state, as the composer has it.</summary>
internal sealed class Tab
{
    private readonly RoomBench _bench;

    public Tab(RoomBench bench, RoomSeat seat)
    {
        (_bench, Seat) = (bench, seat);
        State = seat.Meet(new ComposeState());
    }

    public RoomSeat Seat { get; }

    public ComposeState State { get; private set; }

    /// <summary>Changes something here; nobody is told before <see cref="Meet"/>.</summary>
    public void Edit(Action<ComposeState> change) => change(State);

    /// <summary>A moment later the tab meets the room.</summary>
    public void Meet()
    {
        _bench.Clock.Advance(TimeSpan.FromMilliseconds(60));
        MeetAtOnce();
    }

    public void MeetAtOnce() => State = Seat.Meet(State);
}
