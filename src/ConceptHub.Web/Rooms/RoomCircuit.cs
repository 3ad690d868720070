using Microsoft.AspNetCore.Components.Server.Circuits;

namespace ConceptHub.Web.Rooms;

/// <summary>Tells a room when the connection of a tab is lost, and when it is back.</summary>
internal sealed class RoomCircuit : CircuitHandler
{
    /// <summary>Where this circuit's page sits; null when in no room.</summary>
    public RoomSeat? Seat { get; set; }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => Tell(isAway: true);

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => Tell(isAway: false);

    private Task Tell(bool isAway)
    {
        if (Seat is { } seat) seat.Room.SetAway(seat, isAway);
        return Task.CompletedTask;
    }
}
