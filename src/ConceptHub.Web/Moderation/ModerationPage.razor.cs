using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Moderation;

/// <summary>Reports to decide, what was decided, and the audit. Lists come whole, because rows leave while one works.</summary>
public sealed partial class ModerationPage
{
    // What a decision's redirect may say; only these words reach the page.
    private static readonly IReadOnlyDictionary<string, (bool Good, string Text)> Words = new Dictionary<string, (bool, string)>
    {
        ["hide"] = (true, "Hidden. The owner sees your reason."),
        ["restore"] = (true, "Restored. Everybody sees it again."),
        ["dismiss"] = (true, "Report dismissed. The item stays as it is."),
        ["gone"] = (false, "That item or report is gone; somebody else may have decided it."),
        ["refused"] = (false, "Not done: a decision needs a reason of at least 3 and at most 1000 characters."),
        ["forbidden"] = (false, "Not done: you lack the right to decide this."),
    };

    [SupplyParameterFromQuery(Name = "show")] private string? Shown { get; set; }
    [SupplyParameterFromQuery(Name = "said")] private string? Said { get; set; }

    [Inject] private Catalog.Moderation Moderation { get; set; } = default!;
    [Inject] private ModerationHistory History { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private string Show => Shown is "closed" or "audit" ? Shown : "open";
    private IReadOnlyList<ReportedItem> Open { get; set; } = [];
    private IReadOnlyList<ReportedItem> Items { get; set; } = [];
    private IReadOnlyList<AuditLine> Audit { get; set; } = [];

    protected override async Task OnParametersSetAsync()
    {
        var actor = await Current.RequireAsync();
        Open = await Moderation.ListOpenAsync(actor, CancellationToken.None) ?? [];
        Items = Show == "closed" ? await History.ListAsync(actor, CancellationToken.None) ?? [] : Open;
        if (Show == "audit") Audit = await Moderation.AuditAsync(actor, CancellationToken.None) ?? [];
    }
}
