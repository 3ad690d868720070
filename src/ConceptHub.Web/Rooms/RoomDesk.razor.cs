using ConceptHub.Catalog;
using ConceptHub.Web.Compose;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ConceptHub.Web.Rooms;

/// <summary>A composer that several members see and edit at once, and who they are. Whoever leaves the page leaves the room.</summary>
public sealed partial class RoomDesk
{
    private RoomSeat? _seat;
    private Refusal? _refusal;
    private ElementReference _layer;
    private IJSObjectReference? _script;
    private DotNetObjectReference<RoomDesk>? _self;
    private IReadOnlyList<TouchMark> _shown = [];
    private string _alone = ComposeAddress.Of(new ComposeState());

    [Inject] private OpenRooms Rooms { get; set; } = default!;
    [Inject] private RoomCircuit Circuit { get; set; } = default!;
    [Inject] private CurrentActor Who { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private IJSRuntime Script { get; set; } = default!;

    [Parameter, EditorRequired] public string Id { get; set; } = "";

    private static Refusal NotFound => new(RoomsTexts.NotFound, RoomsTexts.NotFoundText);

    /// <summary>Told by the browser: which control the member has in hand; null for none.</summary>
    [JSInvokable]
    public void Take(string? field, string? label) => _seat?.Take(RoomTouch.Read(field, label));

    public async ValueTask DisposeAsync()
    {
        Circuit.Seat = null;
        _seat?.Dispose();
        _self?.Dispose();
        await AskScriptAsync("leave");
    }

    protected override async Task OnInitializedAsync()
    {
        if (Rooms.Find(Id) is null) _refusal = NotFound;
        if (_refusal is not null || !RendererInfo.IsInteractive) return;

        var result = await Rooms.JoinAsync(await Who.RequireAsync(), Id, CancellationToken.None);
        _refusal = result.Match<Refusal?>(
            joined => null,
            notFound => NotFound,
            full => new Refusal(RoomsTexts.Full, RoomsTexts.FullText.With(full.Limit), MayTryAgain: true),
            suspended => new Refusal(RoomsTexts.Suspended, RoomsTexts.SuspendedText));
        if (result is not JoinResult.Joined { Seat: var seat }) return;
        (_seat, Circuit.Seat) = (seat, seat);
        _ = ListenAsync(seat);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_seat is not { End: null } || _self is not null) return;
        _self = DotNetObjectReference.Create(this);
        try
        {
            _script = await Script.InvokeAsync<IJSObjectReference>("import", $"./{Assets["js/room.js"]}");
            await _script.InvokeVoidAsync("enter", _layer, _self);
            await MarkAsync();
        }
        catch (JSDisconnectedException)
        {
            // left before it was shown
        }
    }

    private async Task ListenAsync(RoomSeat seat)
    {
        try
        {
            await seat.ListenAsync(() => InvokeAsync(HearAsync));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            await DispatchExceptionAsync(fault);
        }
    }

    private async Task HearAsync()
    {
        if (_seat is { End: { } end } seat)
        {
            (_refusal, _alone) = (Words(end), ComposeAddress.Of(seat.State));
            await AskScriptAsync("leave");
        }
        else
        {
            await MarkAsync();
        }

        StateHasChanged();
    }

    private void End() => Rooms.End(_seat!.Actor, Id);

    // The marks lie over the page and move with its controls, which the browser does alone.
    private async Task MarkAsync()
    {
        var marks = _seat!.Room.Members.Where(member => member.Id != _seat.Actor.Id)
            .SelectMany(member => member.Touches.Select(touch => new TouchMark(member.Name, member.Hue, touch.Field))).ToList();
        if (_script is null || _seat.IsAway || marks.SequenceEqual(_shown)) return;
        _shown = marks;
        await AskScriptAsync("show", marks);
    }

    private async Task AskScriptAsync(string function, params object[] said)
    {
        if (_script is null) return;
        try
        {
            await _script.InvokeVoidAsync(function, said);
        }
        catch (Exception gone) when (gone is JSDisconnectedException or OperationCanceledException)
        {
            _shown = []; // the connection is lost; what is to be seen is told again when it is back
        }
    }

    private string Doing(RoomMember member) => member switch
    {
        { IsAway: true } => RoomsTexts.ConnectionLost,
        { Touches: [.., var touch] } when member.Id != _seat!.Actor.Id => touch.Label,
        _ => string.Join(", ", new[] { member.Id == _seat!.Actor.Id ? RoomsTexts.You : "", member.IsOwner ? RoomsTexts.Owner : "" }.Where(word => word.Length > 0)),
    };

    private static Refusal Words(SeatEnd end) => end switch
    {
        SeatEnd.RoomOver => new(RoomsTexts.Over, RoomsTexts.OverText),
        SeatEnd.SentOut => new(RoomsTexts.SentOut, RoomsTexts.SentOutText, MayTryAgain: true),
        SeatEnd.OpenedElsewhere => new(RoomsTexts.OpenedElsewhere, RoomsTexts.OpenedElsewhereText, MayTryAgain: true),
        _ => NotFound,
    };

    private sealed record Refusal(string Title, string Text, bool MayTryAgain = false);

    private sealed record TouchMark(string Name, int Hue, string Field);
}
