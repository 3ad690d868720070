using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Moderation;

/// <summary>Reports to decide, what was decided, and the audit. Lists come whole, because rows leave while one works.</summary>
public sealed partial class ModerationPage
{
    [SupplyParameterFromQuery(Name = "show")] private string? Shown { get; set; }
    [SupplyParameterFromQuery(Name = "said")] private string? Said { get; set; }

    [Inject] private Catalog.Moderation Moderation { get; set; } = default!;
    [Inject] private ModerationHistory History { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    // What a decision's redirect may say; only these words reach the page.
    private (bool Good, string Text)? Words => Said switch
    {
        "hide" => (true, ModerationTexts.SaidHidden),
        "restore" => (true, ModerationTexts.SaidRestored),
        "dismiss" => (true, ModerationTexts.SaidDismissed),
        "gone" => (false, ModerationTexts.SaidGone),
        "refused" => (false, ModerationTexts.SaidRefused),
        "forbidden" => (false, ModerationTexts.SaidForbidden),
        _ => null,
    };

    private string Show => Shown is "closed" or "audit" ? Shown : "open";
    private IReadOnlyList<ReportedItem> Open { get; set; } = [];
    private IReadOnlyList<ReportedItem> Items { get; set; } = [];

    protected override async Task OnParametersSetAsync()
    {
        var actor = await Current.RequireAsync();
        Open = await Moderation.ListOpenAsync(actor, CancellationToken.None) ?? [];
        Items = Show == "closed" ? await History.ListAsync(actor, CancellationToken.None) ?? [] : Open;
    }
}
