namespace ConceptHub.Web.Rooms;

/// <summary>A control of the composer that somebody has in hand.</summary>
/// <param name="Field">Its name in every browser: id or label.</param>
/// <param name="Label">What people call it.</param>
internal sealed record RoomTouch(string Field, string Label)
{
    private const int Longest = 120;

    /// <summary>Null for nothing, and for what no page of ours says.</summary>
    public static RoomTouch? Read(string? field, string? label) =>
        field is { Length: > 0 and <= Longest } && label is { Length: > 0 and <= Longest } ? new RoomTouch(field, label) : null;
}

/// <summary>Somebody in a room, as the others see them.</summary>
/// <param name="Hue">Of their colour, degrees; nobody else in the room has it.</param>
/// <param name="IsAway">The connection of all their tabs is lost.</param>
/// <param name="Touches">One for each tab that has something in hand.</param>
internal sealed record RoomMember(Guid Id, string Name, int Hue, bool IsOwner, bool IsAway, IReadOnlyList<RoomTouch> Touches);

/// <summary>Why a seat is none any more.</summary>
internal enum SeatEnd
{
    /// <summary>The owner ended the room, or it ended by itself.</summary>
    RoomOver,

    /// <summary>The member signed out or was suspended.</summary>
    SentOut,

    /// <summary>The member opened the room in too many tabs.</summary>
    OpenedElsewhere,
}
