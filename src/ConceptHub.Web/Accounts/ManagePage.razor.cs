using System.ComponentModel.DataAnnotations;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Accounts;

/// <summary>What a member changes about themselves: the shown name and the password.</summary>
public sealed partial class ManagePage
{
    private IReadOnlyList<string>? _problems, _nameProblems;
    private string? _said;

    [SupplyParameterFromForm(FormName = "rename")] private NameForm? Shown { get; set; }
    [SupplyParameterFromForm(FormName = "password")] private PasswordForm? Secret { get; set; }

    [Inject] private SignIns SignIns { get; set; } = default!;
    [Inject] private Members Members { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [CascadingParameter] private HttpContext Context { get; set; } = default!; // the page is rendered by the request that asked for it

    private Actor? Actor { get; set; }

    protected override async Task OnInitializedAsync()
    {
        Secret ??= new PasswordForm();
        var posted = Shown;
        Shown ??= new NameForm();
        Actor = await Current.RequireAsync();
        if (posted is null) Shown.Name = (await Members.FindAsync(Actor.Name, CancellationToken.None))?.DisplayName ?? "";
    }

    private async Task RenameAsync()
    {
        _nameProblems = await SignIns.RenameAsync(Actor!.Id, Shown!.Name);
        if (_nameProblems.Count == 0) _said = AccountsTexts.DisplayNameSaved;
    }

    private async Task ChangeAsync()
    {
        _problems = await SignIns.ChangePasswordAsync(Actor!.Id, SignedInSession.Of(Context.User), Secret!.Current, Secret.Next);
        if (_problems.Count > 0) return;
        _said = AccountsTexts.PasswordChanged;
        Secret = new PasswordForm();
    }

    private sealed class NameForm
    {
        [StringLength(40, ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.DisplayNameTooLong))]
        public string Name { get; set; } = "";
    }

    private sealed class PasswordForm
    {
        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.TypeCurrentPassword))]
        public string Current { get; set; } = "";

        [Required(ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.ChooseNewPassword))]
        [StringLength(PasswordRules.MaximumLength, MinimumLength = PasswordRules.MinimumLength, ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.PasswordLength))]
        public string Next { get; set; } = "";
    }
}
