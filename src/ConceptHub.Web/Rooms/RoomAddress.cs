namespace ConceptHub.Web.Rooms;

/// <summary>Addresses of shared rooms.</summary>
public static class RoomAddress
{
    public static string Of(string roomId) => $"/rooms/{roomId}";
}
