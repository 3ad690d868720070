using System.ComponentModel.DataAnnotations;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Accounts;

/// <summary>Where a recovery link leads; without one it says how to get one.</summary>
public sealed partial class RecoverPage
{
    private IReadOnlyList<string>? _problems;

    [SupplyParameterFromForm] private Form? Input { get; set; }
    [SupplyParameterFromQuery(Name = "token")] private string? Token { get; set; }

    [Inject] private RecoveryLinks Links { get; set; } = default!;
    [Inject] private SignIns SignIns { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private Recovery? Found { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        if (Token is not null) Found = await Links.FindAsync(Token, CancellationToken.None);
    }

    private async Task RecoverAsync()
    {
        _problems = await SignIns.RecoverAsync(Token!, Input!.Next);
        if (_problems.Count == 0) Navigation.NavigateTo("account/sign-in");
    }

    private sealed class Form
    {
        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.ChooseNewPassword))]
        [StringLength(PasswordRules.MaximumLength, MinimumLength = PasswordRules.MinimumLength, ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.PasswordLength))]
        public string Next { get; set; } = "";
    }
}
