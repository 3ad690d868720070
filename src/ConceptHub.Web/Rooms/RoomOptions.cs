namespace ConceptHub.Web.Rooms;

/// <summary>Section <c>Rooms</c> of the settings.</summary>
public sealed record RoomOptions
{
    /// <summary>Rooms of this web node. At the limit the one that is empty longest makes place.</summary>
    public int MostRooms { get; init; } = 200;

    /// <summary>Rooms of one owner; likewise.</summary>
    public int MostRoomsOfOne { get; init; } = 3;

    /// <summary>Members in one room at a time; each has a colour of their own.</summary>
    public int MostMembers { get; init; } = 8;

    /// <summary>Tabs of one member in a room; a further one takes the place of the oldest.</summary>
    public int MostTabs { get; init; } = 3;

    /// <summary>Between two changes that a member's tabs tell the room; what happens meanwhile is told together.</summary>
    public TimeSpan ChangeInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A room that everybody left ends after so long.</summary>
    public TimeSpan EmptyFor { get; init; } = TimeSpan.FromMinutes(10);
}
