using ConceptHub.Catalog;
using ConceptHub.Web.Startup;

namespace ConceptHub.Web.Accounts;

/// <summary>Forgets what need not be known any longer: old sign-ins, addresses that nobody confirmed, and recovery links that are over.</summary>
internal sealed class AccountRounds(SignInHistory history, AddressLinks links, RecoveryLinks recoveries, AccountOptions options, TimeProvider clock, ILogger<AccountRounds> log) : Rounds(TimeSpan.FromHours(6), clock, log)
{
    protected override async Task RoundAsync(CancellationToken cancellation)
    {
        await history.SweepAsync(options.KeepSignIns, cancellation);
        await links.SweepAsync(cancellation);
        await recoveries.SweepAsync(cancellation);
    }
}
