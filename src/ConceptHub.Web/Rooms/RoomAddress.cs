namespace ConceptHub.Web.Rooms;

/// <summary>Addresses of shared rooms, below the site's base.</summary>
public static class RoomAddress
{
    public static string Of(string roomId) => $"rooms/{roomId}";
}
