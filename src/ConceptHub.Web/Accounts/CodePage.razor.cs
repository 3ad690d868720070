using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace ConceptHub.Web.Accounts;

/// <summary>The second step of signing in.</summary>
public sealed partial class CodePage
{
    private IReadOnlyList<string>? _problems;

    [SupplyParameterFromForm] private Form? Input { get; set; }
    [SupplyParameterFromQuery(Name = "to")] private string? To { get; set; }
    [SupplyParameterFromQuery(Name = "stay")] private bool Stay { get; set; }

    [Inject] private TwoSteps Steps { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    /// <param name="to">Where the visitor came from.</param>
    /// <param name="stay">Whether the device shall be remembered.</param>
    public static string Address(string? to, bool stay) =>
        QueryHelpers.AddQueryString("account/sign-in/code", new Dictionary<string, string?> { ["to"] = to, ["stay"] = stay ? "true" : null });

    protected override async Task OnInitializedAsync()
    {
        Input ??= new Form();
        if (!await Steps.IsOwedAsync()) Navigation.NavigateTo("account/sign-in"); // no password was given here lately
    }

    private async Task EnterAsync()
    {
        var answer = await Steps.SignInAsync(Input!.Code, Stay);
        if (answer is SignInAnswer.Refused refused) _problems = [refused.Sentence];
        else Navigation.NavigateTo(LocalAddress.Or(To, "./"));
    }

    private sealed class Form
    {
        public string Code { get; set; } = "";
    }
}
