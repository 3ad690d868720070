using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;
using QRCoder;

namespace ConceptHub.Web.Accounts;

/// <summary>Setting up the second step of signing in, and doing without it again.</summary>
public sealed partial class TwoStepsPage
{
    private IReadOnlyList<string>? _problems, _paper;
    private Guid _member;

    [SupplyParameterFromForm(FormName = "on")] private CodeForm? Code { get; set; }
    [SupplyParameterFromForm(FormName = "paper")] private PasswordForm? Again { get; set; }
    [SupplyParameterFromForm(FormName = "off")] private PasswordForm? Off { get; set; }

    [Inject] private TwoSteps Steps { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery(Name = "show")] private string? Show { get; set; }

    [CascadingParameter] private HttpContext Context { get; set; } = default!; // the page is rendered by the request that asked for it

    private bool IsNeeded => !State.IsOn && _paper is null && OwedTwoSteps.Owes(Context.User);
    private object Nothing { get; } = new();
    private bool Shows => Show == "key";
    private TwoStepState State { get; set; } = new("", false, 0, null);

    // A picture like any other: a phone reads it from the screen.
    private string Square
    {
        get
        {
            using var code = QRCodeGenerator.GenerateQrCode(State.Address, QRCodeGenerator.ECCLevel.M);
            using var picture = new PngByteQRCode(code);
            return "data:image/png;base64," + Convert.ToBase64String(picture.GetGraphic(6));
        }
    }

    protected override async Task OnInitializedAsync()
    {
        Code ??= new CodeForm();
        Again ??= new PasswordForm();
        Off ??= new PasswordForm();
        _member = (await Current.RequireAsync()).Id;
        State = await Steps.StateAsync(_member);
    }

    private async Task BeginAsync()
    {
        await Steps.BeginAsync(_member);
        Navigation.NavigateTo("account/two-steps?show=key");
    }

    private async Task TurnOnAsync()
    {
        _paper = await Steps.TurnOnAsync(_member, Code!.Code);
        if (_paper is null) _problems = [AccountsTexts.AppCodeWrong];
        Code = new CodeForm();
    }

    private async Task NewPaperAsync()
    {
        _paper = await Steps.NewPaperAsync(_member, Again!.Password);
        if (_paper is null) _problems = [AccountsTexts.PasswordWrong];
        Again = new PasswordForm();
    }

    private async Task TurnOffAsync()
    {
        if (!await Steps.TurnOffAsync(_member, Off!.Password)) _problems = [AccountsTexts.PasswordWrong];
        State = await Steps.StateAsync(_member);
        Off = new PasswordForm();
    }

    private sealed class CodeForm
    {
        public string Code { get; set; } = "";
    }

    private sealed class PasswordForm
    {
        public string Password { get; set; } = "";
    }
}
