using System.Diagnostics;

namespace ConceptHub.Web.Rooms;

/// <summary>Answer to the wish for a room.</summary>
internal abstract record OpenRoomResult
{
    private OpenRoomResult() { }

    public sealed record Opened(string RoomId) : OpenRoomResult;

    /// <param name="Sentence">Why not.</param>
    public sealed record Refused(string Sentence) : OpenRoomResult;

    public T Match<T>(Func<Opened, T> opened, Func<Refused, T> refused) => this switch
    {
        Opened it => opened(it),
        Refused it => refused(it),
        _ => throw new UnreachableException(),
    };
}

/// <summary>Answer at the door of a room.</summary>
internal abstract record JoinResult
{
    private JoinResult() { }

    /// <param name="Seat">To be disposed by whoever leaves.</param>
    public sealed record Joined(RoomSeat Seat) : JoinResult;

    /// <summary>It never was, was ended, or everybody left it a while ago.</summary>
    public sealed record NotFound : JoinResult;

    public sealed record Full(int Limit) : JoinResult;
    public sealed record Suspended : JoinResult;

    public T Match<T>(Func<Joined, T> joined, Func<NotFound, T> notFound, Func<Full, T> full, Func<Suspended, T> suspended) => this switch
    {
        Joined it => joined(it),
        NotFound it => notFound(it),
        Full it => full(it),
        Suspended it => suspended(it),
        _ => throw new UnreachableException(),
    };
}
