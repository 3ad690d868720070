using ConceptHub.Catalog;
using ConceptHub.Engine;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Rooms;

/// <summary>A field as it is now. The last who wrote it wins.</summary>
/// <param name="Version">Of the room when it was written.</param>
internal sealed record RoomField(string Value, long Version, Actor Writer);

/// <summary>
/// One recipe and everybody who edits it. The fields with their versions are the truth: a seat takes what is newer than what it has
/// seen, so a slow or returning one misses steps, never the state. All of it may be called on any thread.
/// </summary>
internal sealed class Room(string id, Actor owner, RoomOptions options, StartUploads uploads, TimeProvider clock)
{
    private const int JobsKept = 12;
    private static readonly int[] Hues = [25, 250, 145, 310, 75, 195, 345, 280];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, RoomField> _fields = [];
    private readonly Dictionary<Guid, Place> _places = [];   // of members who are here
    private readonly List<RoomSeat> _seats = [];
    private readonly List<SharedJob> _jobs = [];
    private RoomSeat? _ordering;
    private DateTimeOffset? _emptySince = clock.GetUtcNow();
    private long _version;
    private bool _isOver;

    public string Id => id;

    public Actor Owner => owner;

    /// <summary>Null while somebody is here.</summary>
    public DateTimeOffset? EmptySince
    {
        get
        {
            lock (_gate) return _emptySince;
        }
    }

    /// <summary>In the order of coming.</summary>
    public IReadOnlyList<RoomMember> Members
    {
        get
        {
            lock (_gate)
            {
                return [.. _seats.GroupBy(seat => seat.Actor.Id).Select(tabs => new RoomMember(
                    tabs.Key, tabs.First().Actor.Name, _places[tabs.Key].Hue, tabs.Key == owner.Id, tabs.All(seat => seat.IsAway), [.. tabs.Select(seat => seat.Touch).OfType<RoomTouch>()]))];
            }
        }
    }

    /// <summary>The last pictures that were ordered here, the newest last.</summary>
    public IReadOnlyList<SharedJob> Jobs
    {
        get
        {
            lock (_gate) return [.. _jobs];
        }
    }

    /// <summary>The picture to draw over and who put it there, or null.</summary>
    public (string Blob, Actor Lender)? StartPicture
    {
        get
        {
            lock (_gate) return _fields.TryGetValue(ComposeFields.StartPicture, out var it) && it.Value.Length > 0 ? (it.Value, it.Writer) : null;
        }
    }

    public bool Has(Guid memberId)
    {
        lock (_gate) return _places.ContainsKey(memberId);
    }

    /// <summary>What the room begins with.</summary>
    public void Furnish(ComposeState state)
    {
        lock (_gate)
        {
            Write(RoomFields.Of(state), owner);
        }

        if (state.JobId is { } job) Show(new SharedJob(job, owner));
    }

    public JoinResult Join(Actor actor)
    {
        lock (_gate)
        {
            if (_isOver) return new JoinResult.NotFound();
            if (!_places.ContainsKey(actor.Id))
            {
                if (_places.Count >= Math.Min(options.MostMembers, Hues.Length)) return new JoinResult.Full(_places.Count);
                _places[actor.Id] = new Place(Hues.First(hue => _places.Values.All(place => place.Hue != hue)), new Cadence(options.ChangeInterval, clock));
            }

            var tabs = _seats.Where(seat => seat.Actor.Id == actor.Id).ToList();
            if (tabs.Count >= options.MostTabs) Remove(tabs[0], SeatEnd.OpenedElsewhere);
            var seat = new RoomSeat(this, actor, uploads, options.ChangeInterval);
            _seats.Add(seat);
            _emptySince = null;
            Notice(_seats);
            return new JoinResult.Joined(seat);
        }
    }

    /// <summary>Takes a tab's changes, all or none.</summary>
    /// <returns>False: too soon after the last ones; try again in a moment.</returns>
    public bool TrySay(RoomSeat seat, IReadOnlyDictionary<string, string> changes, RoomTouch? touch)
    {
        lock (_gate)
        {
            if (!_seats.Contains(seat) || (changes.Count == 0 && touch == seat.Touch)) return true;
            if (!_places[seat.Actor.Id].Pace.IsDue()) return false;
            if (changes.Count > 0) Write(changes, seat.Actor);
            seat.Touch = touch;
            Notice(_seats.Where(other => other != seat));
            return true;
        }
    }

    /// <summary>All fields that are newer than what the seat has seen, and the picture that everybody watches.</summary>
    public (IReadOnlyDictionary<string, string> Fields, SharedJob? Job) NewsFor(RoomSeat seat)
    {
        lock (_gate)
        {
            var news = _fields.Where(it => it.Value.Version > seat.Seen).ToDictionary(it => it.Key, it => it.Value.Value);
            seat.Seen = _version;
            // An emptied field is kept until everybody knows.
            var known = _seats.Select(other => other.Seen).DefaultIfEmpty(_version).Min();
            foreach (var (key, _) in _fields.Where(it => it.Value.Value.Length == 0 && it.Value.Version <= known).ToList()) _fields.Remove(key);
            return (news, _jobs.LastOrDefault());
        }
    }

    /// <returns>False while somebody else orders, and when the seat has not seen the newest picture yet.</returns>
    public bool TryOrder(RoomSeat seat)
    {
        lock (_gate)
        {
            if (_ordering is not null || !_seats.Contains(seat) || _jobs.LastOrDefault() != seat.Job) return false;
            _ordering = seat;
            return true;
        }
    }

    public void Ordered(RoomSeat seat)
    {
        lock (_gate)
        {
            if (_ordering == seat) _ordering = null;
        }
    }

    /// <summary>From now on everybody watches this job. Whether it is its maker's is asked wherever something of it is shown.</summary>
    public void Show(SharedJob job)
    {
        lock (_gate)
        {
            _jobs.Add(job);
            if (_jobs.Count > JobsKept) _jobs.RemoveAt(0);
            Notice(_seats);
        }
    }

    public void SetAway(RoomSeat seat, bool isAway)
    {
        lock (_gate)
        {
            seat.IsAway = isAway;
            Notice(_seats);
        }
    }

    public void Leave(RoomSeat seat)
    {
        lock (_gate) Remove(seat, null);
    }

    /// <summary>Sends a member out, whatever tabs they have here.</summary>
    public void SendOut(Guid memberId)
    {
        lock (_gate)
        {
            foreach (var seat in _seats.Where(seat => seat.Actor.Id == memberId).ToList()) Remove(seat, SeatEnd.SentOut);
        }
    }

    /// <summary>Sends everybody out; nobody comes in any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isOver = true;
            foreach (var seat in _seats.ToList()) Remove(seat, SeatEnd.RoomOver);
        }
    }

    private void Write(IReadOnlyDictionary<string, string> fields, Actor writer)
    {
        _version++;
        foreach (var (key, value) in fields) _fields[key] = new RoomField(value, _version, writer);
    }

    private void Remove(RoomSeat seat, SeatEnd? end)
    {
        if (!_seats.Remove(seat)) return;
        seat.End = end;
        if (_ordering == seat) _ordering = null;
        if (!_seats.Exists(other => other.Actor.Id == seat.Actor.Id)) _places.Remove(seat.Actor.Id);
        if (_seats.Count == 0) _emptySince = clock.GetUtcNow();
        Notice([seat, .. _seats]);
    }

    private static void Notice(IEnumerable<RoomSeat> seats)
    {
        foreach (var seat in seats) seat.Notice();
    }

    private sealed record Place(int Hue, Cadence Pace);
}
