using System.Collections.Concurrent;
using System.Security.Cryptography;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Rooms;

/// <summary>All rooms of this web node. They live in memory alone: whoever wants to keep a recipe has it in the address.</summary>
internal sealed class OpenRooms(RoomOptions options, Members members, StartUploads uploads, TimeProvider clock)
{
    private const int IdBytes = 16;   // nobody guesses it; whoever is given it may come in

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Room> _rooms = new();

    /// <summary>Opens a room with this state; its owner still has to join.</summary>
    public async Task<OpenRoomResult> OpenAsync(Actor owner, ComposeState state, CancellationToken cancellation)
    {
        if (await IsSuspendedAsync(owner, cancellation)) return new OpenRoomResult.Refused(RoomsTexts.SuspendedCannotOpen);
        var room = new Room(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), owner, options, uploads, clock);
        room.Furnish(state);
        lock (_gate)
        {
            if (!HasPlace(_rooms.Values.Where(other => other.Owner.Id == owner.Id), options.MostRoomsOfOne))
                return new OpenRoomResult.Refused(RoomsTexts.TooManyOfOne.With(options.MostRoomsOfOne));
            if (!HasPlace(_rooms.Values, options.MostRooms)) return new OpenRoomResult.Refused(RoomsTexts.AllTaken);
            _rooms[room.Id] = room;
        }

        return new OpenRoomResult.Opened(room.Id);
    }

    public Room? Find(string id) => _rooms.GetValueOrDefault(id);

    public async Task<JoinResult> JoinAsync(Actor actor, string id, CancellationToken cancellation) =>
        await IsSuspendedAsync(actor, cancellation) ? new JoinResult.Suspended()
        : Find(id) is { } room ? room.Join(actor)
        : new JoinResult.NotFound();

    /// <summary>The owner's to do; anybody else changes nothing.</summary>
    public void End(Actor actor, string id)
    {
        if (Find(id) is { } room && room.Owner.Id == actor.Id) Close(room);
    }

    /// <summary>Sends a member out of every room.</summary>
    public void SendOut(Guid memberId)
    {
        foreach (var room in _rooms.Values) room.SendOut(memberId);
    }

    /// <summary>The rooms where a member is now.</summary>
    public IEnumerable<Room> Of(Guid memberId) => _rooms.Values.Where(room => room.Has(memberId));

    /// <summary>Ends rooms that were left for long, and sends out who was suspended meanwhile.</summary>
    public async Task TidyAsync(CancellationToken cancellation)
    {
        foreach (var room in _rooms.Values.Where(room => room.EmptySince <= clock.GetUtcNow() - options.EmptyFor)) Close(room);
        var present = _rooms.Values.SelectMany(room => room.Members.Select(member => member.Id)).Distinct().ToList();
        if (present.Count == 0) return;
        foreach (var suspended in await members.SuspendedAsync(present, cancellation)) SendOut(suspended);
    }

    private async Task<bool> IsSuspendedAsync(Actor actor, CancellationToken cancellation) => (await members.SuspendedAsync([actor.Id], cancellation)).Count > 0;

    private bool HasPlace(IEnumerable<Room> among, int most)
    {
        var rooms = among.ToList();
        if (rooms.Count < most) return true;
        if (rooms.Where(room => room.EmptySince is not null).MinBy(room => room.EmptySince) is not { } idle) return false;
        Close(idle);
        return true;
    }

    private void Close(Room room)
    {
        _rooms.TryRemove(room.Id, out _);
        room.Close();
    }
}
