using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Moderation;

/// <summary>How a member stands, and what a moderator may do about it.</summary>
public sealed partial class StandingPage
{
    [Parameter] public string Name { get; set; } = "";
    [SupplyParameterFromQuery(Name = "said")] private string? Said { get; set; }
    [SupplyParameterFromQuery(Name = "because")] private string? Because { get; set; }

    [Inject] private MemberStandings Standings { get; set; } = default!;
    [Inject] private Refusals Refusals { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private MemberStanding? Standing { get; set; }

    // What a decision's redirect may say; only these words reach the page.
    private (bool Good, string Text)? Words => Said switch
    {
        "mute" => (true, ModerationTexts.SaidMuted),
        "suspend" => (true, ModerationTexts.SaidSuspended),
        "ban" => (true, ModerationTexts.SaidBanned),
        "lift" => (true, ModerationTexts.SaidLifted),
        "void" => (true, ModerationTexts.SaidVoided),
        "gone" => (false, ModerationTexts.SaidGone),
        "refused" => (false, Refusals.Read(Because) ?? ModerationTexts.SaidRefused),
        "forbidden" => (false, ModerationTexts.SaidForbidden),
        _ => null,
    };

    protected override async Task OnParametersSetAsync()
    {
        Standing = await Standings.FindAsync(await Current.RequireAsync(), Name, CancellationToken.None);
        if (Standing is null) Navigation.NotFound();
    }
}
