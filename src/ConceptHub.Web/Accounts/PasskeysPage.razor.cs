using System.ComponentModel.DataAnnotations;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Accounts;

/// <summary>A member's passkeys. The browser makes one before the form is sent (passkeys.js).</summary>
public sealed partial class PasskeysPage
{
    private IReadOnlyList<string>? _problems;
    private Guid _member;

    [SupplyParameterFromForm] private Form? Input { get; set; }

    [Inject] private Passkeys Passkeys { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;

    private IReadOnlyList<PasskeyInfo> Keys { get; set; } = [];

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        _member = (await Current.RequireAsync()).Id;
        Keys = await Passkeys.MineAsync(_member);
    }

    private async Task AddAsync()
    {
        _problems = await Passkeys.AddAsync(_member, Input!.Credential ?? "", Input.Name) is { } problem ? [problem] : null;
        Keys = await Passkeys.MineAsync(_member);
        Input = new Form();
    }

    private sealed class Form
    {
        public string? Credential { get; set; }

        [StringLength(Passkeys.LongestName, ErrorMessageResourceType = typeof(AccountsTexts), ErrorMessageResourceName = nameof(AccountsTexts.PasskeyNameTooLong))]
        public string Name { get; set; } = "";
    }
}
