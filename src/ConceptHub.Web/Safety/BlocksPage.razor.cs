using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Moderation;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Extensions;

namespace ConceptHub.Web.Safety;

/// <summary>What must not come back, and what else should not.</summary>
public sealed partial class BlocksPage
{
    [SupplyParameterFromQuery(Name = "q")] private string? Text { get; set; }
    [SupplyParameterFromQuery(Name = "kind")] private string? Kind { get; set; }
    [SupplyParameterFromQuery(Name = "lifted")] private bool WithLifted { get; set; }
    [SupplyParameterFromQuery(Name = "page")] private int? Page { get; set; }
    [SupplyParameterFromQuery(Name = "concept")] private Guid? Concept { get; set; }
    [SupplyParameterFromQuery(Name = "picture")] private Guid? Picture { get; set; }
    [SupplyParameterFromQuery(Name = "said")] private string? Said { get; set; }
    [SupplyParameterFromQuery(Name = "because")] private string? Because { get; set; }

    [Inject] private ContentBlocks Blocks { get; set; } = default!;
    [Inject] private Refusals Refusals { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private (bool Good, string Text)? Words => BlockWords.Said(Said, Refusals.Read(Because));

    private PageOf<ContentBlockInfo> Found { get; set; } = new([], 0, 1, 1);
    private BlockableItem? Item { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        var actor = await Current.RequireAsync();
        var query = new ContentBlockQuery { Text = Text ?? "", Kind = Enum.TryParse<ContentBlockKind>(Kind, out var kind) ? kind : null, WithLifted = WithLifted, Page = Page ?? 1 };
        Found = await Blocks.ListAsync(actor, query, CancellationToken.None) ?? Found;
        if (Concept is { } concept) Item = await Blocks.OfItemAsync(actor, new ModerationTarget(TargetKind.Concept, concept), CancellationToken.None);
        else if (Picture is { } picture) Item = await Blocks.OfItemAsync(actor, new ModerationTarget(TargetKind.Picture, picture), CancellationToken.None);
    }

    private string Address(int page)
    {
        var query = new QueryBuilder { { "page", page.ToString(CultureInfo.InvariantCulture) } };
        if (!string.IsNullOrWhiteSpace(Text)) query.Add("q", Text);
        if (!string.IsNullOrWhiteSpace(Kind)) query.Add("kind", Kind);
        if (WithLifted) query.Add("lifted", "true");
        return "moderation/blocks" + query;
    }
}
