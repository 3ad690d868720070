using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Moderation;

/// <summary>Reports to decide, appeals, what was decided, and the audit.</summary>
public sealed partial class ModerationPage
{
    [SupplyParameterFromQuery(Name = "show")] private string? Shown { get; set; }
    [SupplyParameterFromQuery(Name = "said")] private string? Said { get; set; }

    [SupplyParameterFromQuery(Name = "because")] private string? Because { get; set; }

    [Inject] private Refusals Refusals { get; set; } = default!;
    [Inject] private ModerationHistory History { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    // What a decision's redirect may say; only these words reach the page.
    private (bool Good, string Text)? Words => Said switch
    {
        "hide" => (true, ModerationTexts.SaidHidden),
        "restore" => (true, ModerationTexts.SaidRestored),
        "approve" => (true, ModerationTexts.SaidApproved),
        "refuse" => (true, ModerationTexts.SaidNotApproved),
        "dismiss" => (true, ModerationTexts.SaidDismissed),
        "unpublish" or "rate" or "rename" or "lock" or "pictures" => (true, ModerationTexts.SaidChanged),
        "uphold" => (true, ModerationTexts.SaidUpheld),
        "overturn" => (true, ModerationTexts.SaidOverturned),
        "claim" => (true, ModerationTexts.SaidClaimed),
        "release" => (true, ModerationTexts.SaidReleased),
        "gone" => (false, ModerationTexts.SaidGone),
        "refused" => (false, Refusals.Read(Because) ?? ModerationTexts.SaidRefused),
        "forbidden" => (false, ModerationTexts.SaidForbidden),
        _ => null,
    };

    private string Show => Shown is "closed" or "audit" or "first" or "appeals" ? Shown : "open";
    private Actor Actor { get; set; } = default!;
    private IReadOnlyList<ReportedItem> Items { get; set; } = [];

    protected override async Task OnParametersSetAsync()
    {
        Actor = await Current.RequireAsync();
        if (Show == "closed") Items = await History.ListAsync(Actor, CancellationToken.None) ?? [];
    }
}
