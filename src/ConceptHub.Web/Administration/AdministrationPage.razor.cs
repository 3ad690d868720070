using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Administration;

/// <summary>Who is here and what they may do.</summary>
public sealed partial class AdministrationPage
{
    private static readonly IReadOnlyList<string> Grantable = [HubRoles.Trusted, HubRoles.Moderator, HubRoles.Administrator];

    private static readonly IReadOnlyDictionary<string, (bool Good, string Text)> Words = new Dictionary<string, (bool, string)>
    {
        ["grant"] = (true, "Role granted; it takes effect within a minute."),
        ["revoke"] = (true, "Role revoked; it takes effect within a minute."),
        ["gone"] = (false, "There is no such member."),
        ["forbidden"] = (false, "Not done: only administrators grant roles."),
        ["refused"] = (false, "Not done: the hub would be left without an administrator, or there is no such role."),
    };

    [SupplyParameterFromQuery(Name = "q")] private string? Text { get; set; }
    [SupplyParameterFromQuery(Name = "page")] private int? Page { get; set; }
    [SupplyParameterFromQuery(Name = "said")] private string? Said { get; set; }

    [Inject] private MemberDirectory Directory { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private PageOf<MemberInfo> Found { get; set; } = new([], 0, 1, 1);

    protected override async Task OnParametersSetAsync() =>
        Found = await Directory.ListAsync(await Current.RequireAsync(), Text ?? "", Page ?? 1, CancellationToken.None) ?? Found;
}
