using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Moderation;

/// <summary>The queue by what the address says, with one item open: the named one, else the first that waits.</summary>
public sealed partial class ReportQueue
{
    private static readonly int[] Ages = [1, 3, 7];

    [SupplyParameterFromQuery(Name = "kind")] private string? Kind { get; set; }
    [SupplyParameterFromQuery(Name = "why")] private string? Why { get; set; }
    [SupplyParameterFromQuery(Name = "who")] private string? Who { get; set; }
    [SupplyParameterFromQuery(Name = "age")] private string? Age { get; set; }
    [SupplyParameterFromQuery(Name = "owner")] private string? Owner { get; set; }
    [SupplyParameterFromQuery(Name = "since")] private long? Since { get; set; }
    [SupplyParameterFromQuery(Name = "item")] private Guid? ItemId { get; set; }

    [Inject] private ModerationQueue Moderation { get; set; } = default!;
    [Inject] private ItemFiles Files { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private Actor Actor { get; set; } = default!;
    private QueueFilter Filter { get; set; } = new();
    private Queue Queue { get; set; } = new([], 0, default);
    private ItemFile? Opened { get; set; }
    private ReportedItem? Before { get; set; }
    private ReportedItem? After { get; set; }

    private bool IsFiltered => Filter with { Since = null } != new QueueFilter();

    private string BackQuery => QueueAddress.Of(Filter, Opened?.Item.Target.Id)["moderation".Length..];

    protected override async Task OnParametersSetAsync()
    {
        Actor = await Current.RequireAsync();
        Filter = new QueueFilter
        {
            Kind = Enum.TryParse<TargetKind>(Kind, out var kind) && Enum.IsDefined(kind) ? kind : null,
            Reason = Enum.TryParse<ReportReason>(Why, out var reason) && Enum.IsDefined(reason) ? reason : null,
            Claim = Enum.TryParse<QueueClaim>(Who, out var claim) && Enum.IsDefined(claim) ? claim : QueueClaim.All,
            Age = int.TryParse(Age, out var days) && days is > 0 and < 1000 ? TimeSpan.FromDays(days) : TimeSpan.Zero,
            Owner = Owner?.Trim() ?? "",
            Since = QueueAddress.Moment(Since),
        };
        Queue = await Moderation.ListAsync(Actor, Filter, CancellationToken.None) ?? Queue;
        Filter = Filter with { Since = Queue.Since };
        await OpenAsync();
    }

    private async Task OpenAsync()
    {
        var items = Queue.Items.ToList();
        var place = items.FindIndex(item => item.Target.Id == ItemId);
        if (place < 0) place = Math.Max(0, items.FindIndex(item => !item.IsDecided));
        if (items.Count == 0) return;
        var file = await Files.FindAsync(Actor, items[place].Target, CancellationToken.None);
        Opened = file is null ? null : file with { Item = file.Item with { SameOwner = items[place].SameOwner, SameReason = items[place].SameReason } };
        (Before, After) = (items.ElementAtOrDefault(place - 1), items.ElementAtOrDefault(place + 1));
    }

    private string Address(ReportedItem item) => QueueAddress.Of(Filter, item.Target.Id);

    private string StateOf(ReportedItem item) =>
        item.IsDecided ? (item.HiddenReason is null ? ModerationTexts.DecidedStays : ModerationTexts.DecidedHidden)
        : item.Claim is not { } claim ? ""
        : claim.MemberId == Actor.Id ? ModerationTexts.ClaimedByYou : ModerationTexts.ClaimedBy.With(claim.MemberName);
}
