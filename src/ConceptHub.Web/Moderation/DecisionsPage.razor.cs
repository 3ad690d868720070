using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Moderation;

/// <summary>What was decided about one's own items and account, and the appeal against it. The one page for who is banned; works without script.</summary>
public sealed partial class DecisionsPage
{
    private IReadOnlyList<string>? _problems;
    private Actor _actor = default!;

    [SupplyParameterFromForm(FormName = "appeal")] private Form? Input { get; set; }
    [SupplyParameterFromQuery(Name = "appeal")] private string? AppealId { get; set; }
    [SupplyParameterFromQuery(Name = "said")] private string? Said { get; set; }

    [Inject] private Decisions Decisions { get; set; } = default!;
    [Inject] private MemberStandings Standings { get; set; } = default!;
    [Inject] private Appeals Appeals { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private IReadOnlyList<DecisionInfo> Decided { get; set; } = [];
    private OwnStanding Standing { get; set; } = new(0, []);

    /// <summary>The one whose form is open.</summary>
    private DecisionInfo? Appealed { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        _actor = await Current.RequireAsync();
        Decided = await Decisions.MineAsync(_actor, CancellationToken.None);
        Standing = await Standings.MineAsync(_actor, CancellationToken.None);
        Appealed = Guid.TryParse(AppealId, out var id) ? Decided.FirstOrDefault(decision => decision.Id == id && decision.AppealUntil is not null) : null;
    }

    private async Task AppealAsync()
    {
        if (Appealed is not { } decision) return;
        _problems = (await Appeals.MakeAsync(_actor, decision.Id, Input!.Text ?? "", CancellationToken.None)).Match<IReadOnlyList<string>?>(
            done => null,
            notFound => [ModerationTexts.SaidGone],
            notAllowed => [ModerationTexts.SaidForbidden],
            refused => [refused.Sentence]);
        if (_problems is null) Navigation.NavigateTo("account/decisions?said=appealed");
    }

    private sealed class Form
    {
        public string? Text { get; set; }
    }
}
