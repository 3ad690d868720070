using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Accounts;

/// <summary>A plain form, rendered and answered by the server: joining needs no script.</summary>
public sealed partial class SignUpPage
{
    private IReadOnlyList<string>? _problems;

    [SupplyParameterFromForm] private Form? Input { get; set; }
    [SupplyParameterFromQuery(Name = "to")] private string? To { get; set; }

    [Inject] private SignIns SignIns { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private string LocalQuery => To is null ? "" : "?to=" + Uri.EscapeDataString(To);

    protected override void OnInitialized() => Input ??= new Form();

    private async Task JoinAsync()
    {
        _problems = await SignIns.JoinAsync(Input!.Name.Trim(), Input.Password);
        if (_problems.Count == 0) Navigation.NavigateTo(LocalAddress.Or(To, "./"));
    }

    private sealed class Form
    {
        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.ChooseMemberName))]
        public string Name { get; set; } = "";

        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.ChoosePassword))]
        [StringLength(PasswordRules.MaximumLength, MinimumLength = PasswordRules.MinimumLength, ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.PasswordLength))]
        public string Password { get; set; } = "";
    }
}
