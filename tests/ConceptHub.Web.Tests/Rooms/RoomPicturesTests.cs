using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Rooms;
using ConceptHub.Web.Tests.Live;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Rooms;

/// <summary>What is shown in a room is seen by who is in it, and by nobody else.</summary>
public sealed class RoomPicturesTests : IAsyncLifetime
{
    private readonly LiveHub _hub = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private OpenRooms Rooms => _hub.Services.GetRequiredService<OpenRooms>();

    public ValueTask InitializeAsync() => _hub.InitializeAsync();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Picture_belongs_to_its_maker_and_is_seen_by_those_in_the_room()
    {
        var (ana, ben, eve) = (await _hub.SignedUpAsync("ana"), await _hub.SignedUpAsync("ben"), await _hub.SignedUpAsync("eve"));
        var (ours, theirs) = await TwoSeatsAsync(new ComposeState(), ana, ben);
        Assert.True(await ours.TryOrderAsync(new ComposeState(), Token));
        var job = await _hub.DrawAsync(ana, steps: 2);
        ours.Meet(new ComposeState { JobId = job });
        ours.Ordered();
        var blob = (await _hub.WatchAsync(ana, job))[^1].Pictures[0].Blob;
        var seen = await SeesAsync(blob, ben);

        Assert.Equal((true, false), (seen, await SeesAsync(blob, eve)));
        Assert.Empty((await _hub.Services.GetRequiredService<Pictures>().MineAsync(ben, 1, Token)).Items);
        theirs.Dispose();
        Assert.False(await SeesAsync(blob, ben));
    }

    [Fact]
    public async Task Start_picture_of_one_is_drawn_over_by_another()
    {
        var (ana, ben) = (await _hub.SignedUpAsync("ana"), await _hub.SignedUpAsync("ben"));
        var kept = Assert.IsType<StartUploadResult.Kept>(await _hub.Services.GetRequiredService<StartUploads>().AddAsync(ana, new UploadedFile("sea.png", new MemoryStream(SeedFolders.Png(0x2244cc))), Token));
        var (_, theirs) = await TwoSeatsAsync(new ComposeState { Start = new StartPicture(kept.Blob, 0.5) }, ana, ben);
        var state = theirs.Meet(new ComposeState());
        var seen = await SeesAsync(kept.Blob, ben);

        Assert.True(await theirs.TryOrderAsync(state, Token));
        var result = await _hub.OrderAsync(ben, new PictureSettings { Prompt = "a house", Steps = 2, Start = state.Start });

        Assert.True(seen);
        Assert.IsType<SubmitResult.Queued>(result);
    }

    [Fact]
    public async Task Somebody_elses_picture_named_as_start_picture_stays_hidden()
    {
        var (ana, ben) = (await _hub.SignedUpAsync("ana"), await _hub.SignedUpAsync("ben"));
        var blob = (await _hub.WatchAsync(ana, await _hub.DrawAsync(ana, steps: 2)))[^1].Pictures[0].Blob;
        var (_, theirs) = await TwoSeatsAsync(new ComposeState { Start = new StartPicture(blob, 0.5) }, ben, ben);
        var state = theirs.Meet(new ComposeState());

        Assert.True(await theirs.TryOrderAsync(state, Token));
        var result = await _hub.OrderAsync(ben, new PictureSettings { Prompt = "a house", Steps = 2, Start = state.Start });

        Assert.False(await SeesAsync(blob, ben));
        Assert.IsType<SubmitResult.Refused>(result);
    }

    private async Task<(RoomSeat Owner, RoomSeat Other)> TwoSeatsAsync(ComposeState state, Actor owner, Actor other)
    {
        var room = Assert.IsType<OpenRoomResult.Opened>(await Rooms.OpenAsync(owner, state, Token)).RoomId;
        return (Assert.IsType<JoinResult.Joined>(await Rooms.JoinAsync(owner, room, Token)).Seat, Assert.IsType<JoinResult.Joined>(await Rooms.JoinAsync(other, room, Token)).Seat);
    }

    private async Task<bool> SeesAsync(string blob, Actor viewer)
    {
        if (await _hub.Services.GetRequiredService<RoomPictures>().OpenAsync(blob, viewer, Token) is not { } open) return false;
        await open.Content.DisposeAsync();
        return true;
    }
}
