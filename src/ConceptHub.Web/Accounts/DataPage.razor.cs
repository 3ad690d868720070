using ConceptHub.Catalog;
using ConceptHub.Web.Rooms;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components;

namespace ConceptHub.Web.Accounts;

/// <summary>Taking along what the hub holds of oneself, and leaving it.</summary>
public sealed partial class DataPage
{
    private IReadOnlyList<string>? _problems;
    private Actor _actor = default!;

    [SupplyParameterFromForm(FormName = "leave")] private LeaveForm? Input { get; set; }

    [Inject] private Leaving Leaving { get; set; } = default!;
    [Inject] private SignIns SignIns { get; set; } = default!;
    [Inject] private OpenRooms Rooms { get; set; } = default!;
    [Inject] private CurrentActor Current { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    private LeavingForecast Forecast { get; set; } = new(0, 0);

    protected override async Task OnInitializedAsync()
    {
        Input ??= new LeaveForm();
        _actor = await Current.RequireAsync();
        Forecast = await Leaving.ForecastAsync(_actor, CancellationToken.None);
    }

    private async Task LeaveAsync()
    {
        _problems = await RefusalAsync();
        if (_problems is not null) return;
        Rooms.SendOut(_actor.Id);
        await SignIns.ForgetAsync();
        Navigation.NavigateTo("account/left");
    }

    private async Task<IReadOnlyList<string>?> RefusalAsync()
    {
        if (!Input!.IsSure) return [AccountsTexts.SayYouAreSure];
        if (!await SignIns.IsPasswordAsync(_actor.Id, Input.Password)) return [AccountsTexts.PasswordWrong];
        return (await Leaving.LeaveAsync(_actor, Input.HandsOver, CancellationToken.None)).Match<IReadOnlyList<string>?>(
            done => null,
            notFound => null, // gone already, from another device
            notAllowed => [AccountsTexts.PasswordWrong],
            refused => [refused.Sentence]);
    }

    private sealed class LeaveForm
    {
        public string Password { get; set; } = "";
        public bool HandsOver { get; set; }
        public bool IsSure { get; set; }
    }
}
