using ConceptHub.Catalog;
using ConceptHub.Web.Mail;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Accounts;

/// <summary>A member's e-mail address: asked for, confirmed by a link, and told to the former one when it changes.</summary>
internal sealed class Addresses(AddressLinks links, Letters letters, LinkRequests requests)
{
    /// <summary>Whether this site sends mail; without, no address is asked for.</summary>
    public bool AreUsed => letters.AreOn;

    /// <summary>Sends a link to the address. The sentences say why not, none when it is on its way.</summary>
    public async Task<IReadOnlyList<string>> BeginAsync(Actor actor, string address)
    {
        if (AddressLinks.Problem(address) is { } problem) return [problem];
        if ((requests.Wait($"confirm {address}") ?? requests.Wait($"confirm {actor.Id}")) is { } minutes) return [AccountsTexts.AddressTooMany.With(minutes)];
        await links.IssueAsync(actor.Id, address, token => letters.ConfirmAddress(actor.Id, actor.Name, address, token), CancellationToken.None);
        letters.Knock();
        return [];
    }

    /// <returns>A sentence about what is wrong, or null.</returns>
    public async Task<string?> ConfirmAsync(string token)
    {
        var result = await links.ConfirmAsync(token, Told, CancellationToken.None);
        letters.Knock();
        return result.Match(confirmed => (string?)null, tooLate => AccountsTexts.AddressTooLate, taken => AccountsTexts.AddressTaken);
    }

    public async Task RemoveAsync(Actor actor)
    {
        await links.RemoveAsync(actor, former => letters.AddressChanged(actor.Id, actor.Name, former), CancellationToken.None);
        letters.Knock();
    }

    public Task<OwnAddress> MineAsync(Actor actor) => links.MineAsync(actor, CancellationToken.None);

    public Task<string?> FindAsync(string token) => links.FindAsync(token, CancellationToken.None);

    private NewMail? Told(ConfirmAddressResult.Confirmed changed) => changed.Former is { } former && !string.Equals(former, changed.Address, StringComparison.OrdinalIgnoreCase)
        ? letters.AddressChanged(changed.MemberId, changed.UserName, former)
        : null;
}
