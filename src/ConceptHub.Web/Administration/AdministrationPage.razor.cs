using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Administration;

/// <summary>Who is here and what they may do.</summary>
public sealed partial class AdministrationPage
{
    private static readonly IReadOnlyList<string> Grantable = [HubRoles.Trusted, HubRoles.Moderator, HubRoles.Administrator];

    [SupplyParameterFromQuery(Name = "q")] private string? Text { get; set; }
    [SupplyParameterFromQuery(Name = "page")] private int? Page { get; set; }
    [SupplyParameterFromQuery(Name = "said")] private string? Said { get; set; }

    [Inject] private MemberDirectory Directory { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private (bool Good, string Text)? Words => Said switch
    {
        "grant" => (true, AdministrationTexts.SaidGranted),
        "revoke" => (true, AdministrationTexts.SaidRevoked),
        "gone" => (false, AdministrationTexts.SaidMemberGone),
        "forbidden" => (false, AdministrationTexts.SaidForbidden),
        "refused" => (false, AdministrationTexts.SaidRefused),
        _ => null,
    };

    private PageOf<MemberInfo> Found { get; set; } = new([], 0, 1, 1);

    protected override async Task OnParametersSetAsync() =>
        Found = await Directory.ListAsync(await Current.RequireAsync(), Text ?? "", Page ?? 1, CancellationToken.None) ?? Found;
}
