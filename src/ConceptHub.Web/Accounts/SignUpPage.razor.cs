using System.ComponentModel.DataAnnotations;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Accounts;

/// <summary>A plain form, rendered and answered by the server: joining needs no script.</summary>
public sealed partial class SignUpPage
{
    private IReadOnlyList<string>? _problems;

    [SupplyParameterFromForm] private Form? Input { get; set; }
    [SupplyParameterFromQuery(Name = "to")] private string? To { get; set; }

    [Inject] private SignIns SignIns { get; set; } = default!;
    [Inject] private Members Members { get; set; } = default!;
    [Inject] private Addresses Addresses { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private string LocalQuery => To is null ? "" : "?to=" + Uri.EscapeDataString(To);

    protected override void OnInitialized() => Input ??= new Form();

    private async Task JoinAsync()
    {
        var (name, address) = (Input!.Name.Trim(), Addresses.AreUsed ? (Input.Address ?? "").Trim() : "");
        _problems = address.Length > 0 && AddressLinks.Problem(address) is { } problem ? [problem] : await SignIns.JoinAsync(name, Input.Password);
        if (_problems.Count > 0) return;
        // Whatever becomes of the link, the member is one; the account page tells whether an address waits.
        if (address.Length > 0 && await Members.FindAsync(name, CancellationToken.None) is { } member) await Addresses.BeginAsync(new Actor(member.Id, member.UserName, []), address);
        Navigation.NavigateTo(LocalAddress.Or(To, "./"));
    }

    private sealed class Form
    {
        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.ChooseMemberName))]
        public string Name { get; set; } = "";

        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.ChoosePassword))]
        [StringLength(PasswordRules.MaximumLength, MinimumLength = PasswordRules.MinimumLength, ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.PasswordLength))]
        public string Password { get; set; } = "";

        [StringLength(AddressLinks.LongestAddress, ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.AddressIsLong))]
        public string? Address { get; set; }
    }
}
