using System.Threading.Channels;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Rooms;

/// <summary>
/// One tab of a member in a room. What its desk changes goes to the room as the difference to what it last knew, so a change that had
/// to wait is told with the next; what comes back is the room's newest state. Disposing leaves the room.
/// </summary>
internal sealed class RoomSeat(Room room, Actor actor, StartUploads uploads, TimeSpan interval) : IComposeSync, IDisposable
{
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, string> _unsaid = [];
    private readonly CancellationTokenSource _closing = new();
    private IReadOnlyDictionary<string, string> _known = RoomFields.Of(new ComposeState());
    private RoomTouch? _touch;

    public Room Room => room;

    public Actor Actor => actor;

    public SharedJob? Job { get; private set; }

    public Func<Task>? OnNews { get; set; }

    /// <summary>The desk's state after the last meeting.</summary>
    public ComposeState State { get; private set; } = new();

    /// <summary>Null while the seat is taken. Set by the room.</summary>
    public SeatEnd? End { get; set; }

    /// <summary>The connection is lost. Set by the room.</summary>
    public bool IsAway { get; set; }

    /// <summary>What the others see this tab touch. Set by the room.</summary>
    public RoomTouch? Touch { get; set; }

    /// <summary>Version of the room that was met last. Set by the room.</summary>
    public long Seen { get; set; }

    public ComposeState Meet(ComposeState mine)
    {
        var now = RoomFields.Of(mine);
        foreach (var (key, value) in ComposeFields.Changes(_known, now)) _unsaid[key] = value;
        _known = now;
        if (room.TrySay(this, _unsaid, _touch)) _unsaid.Clear();
        else Notice();
        if (mine.JobId is { } own && own != Job?.JobId) room.Show(new SharedJob(own, actor));

        var (news, job) = room.NewsFor(this);
        (Job, mine.JobId) = (job, job?.JobId);
        var theirs = news.Where(it => !_unsaid.ContainsKey(it.Key) && it.Value != now.GetValueOrDefault(it.Key, "")).ToList();
        State = theirs.Count > 0 ? With(theirs, mine) : mine;
        return State;
    }

    public async Task<bool> TryOrderAsync(ComposeState mine, CancellationToken cancellation)
    {
        if (!room.TryOrder(this)) return false;
        if (mine.Start is { } start && room.StartPicture is { } lent && lent.Blob == start.Blob) await uploads.LendAsync(lent.Lender, lent.Blob, actor, cancellation);
        return true;
    }

    public void Ordered() => room.Ordered(this);

    /// <summary>The member takes a control in hand, or lets it go (null); told at the next meeting, which is soon.</summary>
    public void Take(RoomTouch? touch)
    {
        _touch = touch;
        Notice();
    }

    /// <summary>Something happened in the room.</summary>
    public void Notice() => _news.Writer.TryWrite(true);

    /// <summary>Calls <paramref name="tell"/> and <see cref="OnNews"/> after notices, at most once an interval, until the seat is left.</summary>
    public async Task ListenAsync(Func<Task> tell)
    {
        try
        {
            await foreach (var _ in _news.Reader.ReadAllAsync(_closing.Token))
            {
                if (End is null && OnNews is { } meet) await meet();
                await tell();
                await Task.Delay(interval, _closing.Token);
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // left
        }
        catch (ObjectDisposedException)
        {
            Dispose(); // the circuit went before its component said so
        }
    }

    public void Dispose()
    {
        room.Leave(this);
        _closing.Cancel();
    }

    private ComposeState With(IEnumerable<KeyValuePair<string, string>> theirs, ComposeState mine)
    {
        var fields = new Dictionary<string, string>(_known);
        foreach (var (key, value) in theirs) fields[key] = value;
        var state = RoomFields.ToState(fields, mine);
        _known = RoomFields.Of(state);
        return state;
    }
}
