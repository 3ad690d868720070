using System.ComponentModel.DataAnnotations;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Accounts;

/// <summary>Whoever has a page open is not yet the member: an address opens the account, so the password is asked for.</summary>
public sealed partial class AddressForm
{
    private IReadOnlyList<string>? _problems;
    private string? _said;
    private Actor _actor = default!;

    [SupplyParameterFromForm(FormName = "address")] private Form? Input { get; set; }

    [Inject] private Addresses Addresses { get; set; } = default!;
    [Inject] private SignIns SignIns { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private OwnAddress Own { get; set; } = new(null, null);

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        _actor = await Current.RequireAsync();
        Own = await Addresses.MineAsync(_actor);
    }

    private async Task SaveAsync()
    {
        var address = (Input!.Address ?? "").Trim();
        if (!await SignIns.IsPasswordAsync(_actor.Id, Input.Password)) _problems = [AccountsTexts.PasswordWrong];
        else if (address.Length == 0) await RemoveAsync();
        else await BeginAsync(address);
        Own = await Addresses.MineAsync(_actor);
    }

    private async Task RemoveAsync()
    {
        await Addresses.RemoveAsync(_actor);
        (_said, Input) = (AccountsTexts.AddressRemoved, new Form());
    }

    private async Task BeginAsync(string address)
    {
        _problems = await Addresses.BeginAsync(_actor, address);
        if (_problems.Count == 0) (_said, Input) = (AccountsTexts.AddressSent.With(address), new Form());
    }

    private sealed class Form
    {
        [StringLength(AddressLinks.LongestAddress, ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.AddressIsLong))]
        public string? Address { get; set; }

        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.TypeCurrentPassword))]
        public string Password { get; set; } = "";
    }
}
