using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Accounts;

/// <summary>Where the one-time link of the first start leads.</summary>
public sealed partial class AdministratorPage
{
    private IReadOnlyList<string>? _problems;

    [SupplyParameterFromQuery(Name = "token")] private string? Token { get; set; }

    [Inject] private AdministratorLink Link { get; set; } = default!;
    [Inject] private SignIns SignIns { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private Actor? Actor { get; set; }

    private string Here => Uri.EscapeDataString(new Uri(Navigation.Uri).PathAndQuery);

    protected override async Task OnInitializedAsync() => Actor = await Current.FindAsync();

    private async Task RedeemAsync()
    {
        var result = await Link.RedeemAsync(Actor!, Token!, CancellationToken.None);
        _problems = result.Match<IReadOnlyList<string>>(
            _ => [],
            _ => [AccountsTexts.LinkUsed],
            _ => [AccountsTexts.LinkNotForYou],
            refused => [refused.Sentence]);
        if (_problems.Count > 0) return;
        await SignIns.RefreshAsync(Actor!.Id);
        Navigation.NavigateTo("admin");
    }
}
