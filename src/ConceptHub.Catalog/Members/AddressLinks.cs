using System.Diagnostics;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>
/// How a member's e-mail address gets known: by a link that was sent there, good once, within a day. Until then the address stands in the
/// link's row alone, so that no account ever has an address that is not its member's.
/// </summary>
public sealed class AddressLinks(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <summary>RFC 5321, section 4.5.3.1.3, without the angle brackets.</summary>
    public const int LongestAddress = 254;

    private const string Purpose = "confirm address ";
    private const int IdLength = 36;

    /// <summary>How long a link is good.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <returns>A sentence about what is wrong with an address, or null.</returns>
    public static string? Problem(string address)
    {
        var at = address.IndexOf('@');
        var isOne = at > 0 && at == address.LastIndexOf('@') && at < address.Length - 1 && address.Length <= LongestAddress
            && !address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || "<>()[],;:\\\"".Contains(c, StringComparison.Ordinal));
        return isOne ? null : "That is no e-mail address; it looks like name@example.org.";
    }

    /// <summary>A new token for the link, and the mail that brings it; older unused ones of the member stop working.</summary>
    /// <param name="write">The mail of a token; null where no mail is sent.</param>
    /// <exception cref="ArgumentException"><see cref="Problem"/> has something to say about the address.</exception>
    public async Task<string> IssueAsync(Guid memberId, string address, Func<string, NewMail?> write, CancellationToken cancellation)
    {
        if (Problem(address) is { } problem) throw new ArgumentException(problem, nameof(address));
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        await Pending(hub, memberId).ExecuteDeleteAsync(cancellation);
        var token = OneTimeToken.Make();
        hub.Tokens.Add(new OneTimeToken { Purpose = $"{Purpose}{memberId} {address}", TokenHash = OneTimeToken.HashOf(token), ExpiresAt = clock.GetUtcNow() + Life });
        WaitingMails.Add(hub, write(token), clock.GetUtcNow());
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return token;
    }

    /// <summary>The actor's address, and the one that waits to be confirmed.</summary>
    public async Task<OwnAddress> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        var known = await hub.Users.Where(m => m.Id == actor.Id && m.EmailConfirmed).Select(m => m.Email).FirstOrDefaultAsync(cancellation);
        var waiting = await Pending(hub, actor.Id).Where(t => t.ExpiresAt > now).Select(t => t.Purpose).FirstOrDefaultAsync(cancellation);
        return new OwnAddress(known, waiting is null ? null : AddressIn(waiting));
    }

    /// <returns>The address that the link is for; null when it was used, is too old or is none.</returns>
    public async Task<string?> FindAsync(string token, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await Of(hub, token).Select(t => t.Purpose).FirstOrDefaultAsync(cancellation) is { } purpose ? AddressIn(purpose) : null;
    }

    /// <summary>Uses the link up and makes the address its member's.</summary>
    /// <param name="tell">The mail to the address before; null for none.</param>
    public async Task<ConfirmAddressResult> ConfirmAsync(string token, Func<ConfirmAddressResult.Confirmed, NewMail?> tell, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        if (await Of(hub, token).Select(t => t.Purpose).FirstOrDefaultAsync(cancellation) is not { } purpose) return new ConfirmAddressResult.TooLate();
        await Of(hub, token).ExecuteDeleteAsync(cancellation); // the row holds the address, and has done its work
        var (id, address) = (Guid.Parse(purpose.AsSpan(Purpose.Length, IdLength)), AddressIn(purpose));
        var key = address.ToUpperInvariant();
        var member = await hub.Users.FirstOrDefaultAsync(m => m.Id == id && m.LeftAt == null, cancellation);
        if (member is null) return new ConfirmAddressResult.TooLate();

        ConfirmAddressResult result = new ConfirmAddressResult.Taken();
        if (!await hub.Users.AnyAsync(m => m.Id != id && m.NormalizedEmail == key && m.EmailConfirmed, cancellation))
        {
            var confirmed = new ConfirmAddressResult.Confirmed(id, member.UserName ?? "", address, member.Email);
            Set(member, address);
            WaitingMails.Add(hub, tell(confirmed), clock.GetUtcNow());
            result = confirmed;
        }

        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return result;
    }

    /// <param name="tell">The mail to the address that is forgotten; null for none.</param>
    /// <returns>The address that is forgotten; null when there was none.</returns>
    public async Task<string?> RemoveAsync(Actor actor, Func<string, NewMail?> tell, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        await using var work = await hub.Database.BeginTransactionAsync(cancellation);
        await Pending(hub, actor.Id).ExecuteDeleteAsync(cancellation);
        var member = await hub.Users.SingleAsync(m => m.Id == actor.Id, cancellation);
        var former = member.Email;
        Set(member, null);
        if (former is not null) WaitingMails.Add(hub, tell(former), clock.GetUtcNow());
        await hub.SaveChangesAsync(cancellation);
        await work.CommitAsync(cancellation);
        return former;
    }

    /// <summary>Removes links that were never opened: they hold addresses.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await OneTimeToken.SweepAsync(hub, Purpose, clock.GetUtcNow(), cancellation);
    }

    /// <summary>The links of a member that nobody opened yet.</summary>
    internal static IQueryable<OneTimeToken> Pending(HubDbContext hub, Guid memberId)
    {
        var beginning = $"{Purpose}{memberId} ";
        return hub.Tokens.Where(t => t.Purpose.StartsWith(beginning));
    }

    private IQueryable<OneTimeToken> Of(HubDbContext hub, string token)
    {
        var (hash, now) = (OneTimeToken.HashOf(token), clock.GetUtcNow());
        return hub.Tokens.Where(t => t.TokenHash == hash && t.ExpiresAt > now && t.Purpose.StartsWith(Purpose));
    }

    private static string AddressIn(string purpose) => purpose[(Purpose.Length + IdLength + 1)..];

    private static void Set(Member member, string? address)
    {
        (member.Email, member.NormalizedEmail, member.EmailConfirmed) = (address, address?.ToUpperInvariant(), address is not null);
        member.ConcurrencyStamp = Guid.NewGuid().ToString(); // Identity's stores write whole rows: theirs must not undo this
    }
}

/// <param name="Known">Confirmed; null without one.</param>
/// <param name="Waiting">A link was sent there and not opened yet; null when there is none.</param>
public sealed record OwnAddress(string? Known, string? Waiting);

/// <summary>Answer to a link that was opened.</summary>
public abstract record ConfirmAddressResult
{
    private ConfirmAddressResult() { }

    /// <param name="Former">The address before; null when there was none.</param>
    public sealed record Confirmed(Guid MemberId, string UserName, string Address, string? Former) : ConfirmAddressResult;

    /// <summary>The link was used, is too old or is none.</summary>
    public sealed record TooLate : ConfirmAddressResult;

    /// <summary>Another member has the address; only whoever reads its mails learns of it.</summary>
    public sealed record Taken : ConfirmAddressResult;

    public T Match<T>(Func<Confirmed, T> confirmed, Func<TooLate, T> tooLate, Func<Taken, T> taken) => this switch
    {
        Confirmed it => confirmed(it),
        TooLate it => tooLate(it),
        Taken it => taken(it),
        _ => throw new UnreachableException(),
    };
}
