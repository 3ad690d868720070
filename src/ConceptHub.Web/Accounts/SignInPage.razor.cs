using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Accounts;

/// <summary>A plain form; where the visitor came from is in <c>?to=</c>.</summary>
public sealed partial class SignInPage
{
    private IReadOnlyList<string>? _problems, _refused;

    [SupplyParameterFromForm(FormName = "sign-in")] private Form? Input { get; set; }
    [SupplyParameterFromForm(FormName = "passkey")] private PasskeyForm? Shown { get; set; }
    [SupplyParameterFromQuery(Name = "to")] private string? To { get; set; }

    [Inject] private SignIns SignIns { get; set; } = default!;
    [Inject] private Passkeys Passkeys { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private string LocalQuery => To is null ? "" : "?to=" + Uri.EscapeDataString(To);

    protected override void OnInitialized()
    {
        Input ??= new Form();
        Shown ??= new PasskeyForm();
    }

    private async Task ShowAsync()
    {
        if (await Passkeys.SignInAsync(Shown!.Credential ?? "") is SignInAnswer.Refused refused) _refused = [refused.Sentence];
        else Lead(LocalAddress.Or(To, "./"));
        Shown = new PasskeyForm();
    }

    private async Task EnterAsync()
    {
        var answer = await SignIns.SignInAsync(Input!.Name.Trim(), Input.Password, Input.Stay);
        _problems = answer.Match(
            signedIn => Lead(LocalAddress.Or(To, "./")),
            needsCode => Lead(CodePage.Address(To, Input.Stay)),
            refused => [refused.Sentence]);
    }

    private IReadOnlyList<string>? Lead(string address)
    {
        Navigation.NavigateTo(address);
        return null;
    }

    private sealed class PasskeyForm
    {
        public string? Credential { get; set; }
    }

    private sealed class Form
    {
        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.TypeMemberName))]
        public string Name { get; set; } = "";

        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.TypePassword))]
        public string Password { get; set; } = "";

        public bool Stay { get; set; }
    }
}
