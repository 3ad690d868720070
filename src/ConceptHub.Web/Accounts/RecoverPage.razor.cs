using System.ComponentModel.DataAnnotations;
using ConceptHub.Catalog;
using ConceptHub.Web.Mail;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Accounts;

/// <summary>Where a recovery link leads; without one it sends one, or says how to get one where no mail is sent.</summary>
public sealed partial class RecoverPage
{
    private IReadOnlyList<string>? _problems;
    private bool _isAsked;

    [SupplyParameterFromForm(FormName = "ask")] private AskForm? Asked { get; set; }
    [SupplyParameterFromForm(FormName = "recover")] private Form? Input { get; set; }
    [SupplyParameterFromQuery(Name = "token")] private string? Token { get; set; }

    [Inject] private RecoveryLinks Links { get; set; } = default!;
    [Inject] private SignIns SignIns { get; set; } = default!;
    [Inject] private Letters Letters { get; set; } = default!;
    [Inject] private LinkRequests Requests { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private Recovery? Found { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        Asked ??= new AskForm();
        if (Token is not null) Found = await Links.FindAsync(Token, CancellationToken.None);
    }

    private async Task RecoverAsync()
    {
        _problems = await SignIns.RecoverAsync(Token!, Input!.Next);
        if (_problems.Count == 0) Navigation.NavigateTo("account/sign-in");
    }

    // The same answer in the same time, whoever is known: the letter is looked up and written behind the page.
    private async Task AskAsync()
    {
        if (Requests.Wait(Asked!.Who) is { } minutes)
        {
            _problems = [AccountsTexts.RecoverWait.With(minutes)];
            return;
        }

        await Letters.RecoverAsync(Asked.Who);
        (_isAsked, Asked) = (true, new AskForm());
    }

    private sealed class AskForm
    {
        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.TypeNameOrAddress))]
        [StringLength(AddressLinks.LongestAddress, ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.AddressIsLong))]
        public string Who { get; set; } = "";
    }

    private sealed class Form
    {
        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.ChooseNewPassword))]
        [StringLength(PasswordRules.MaximumLength, MinimumLength = PasswordRules.MinimumLength, ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.PasswordLength))]
        public string Next { get; set; } = "";
    }
}
