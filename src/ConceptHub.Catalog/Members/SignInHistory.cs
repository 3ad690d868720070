using System.Net;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog;

/// <summary>Who came in, and who tried to, for members to see (OWASP ASVS 16.3.1).</summary>
public sealed class SignInHistory(IDbContextFactory<HubDbContext> hubs, TimeProvider clock)
{
    /// <summary>How many a member is shown.</summary>
    public const int Shown = 20;

    private const int KeptBitsV4 = 24, KeptBitsV6 = 48;

    public async Task RecordAsync(Guid memberId, SignInAttempt attempt, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        hub.SignInEntries.Add(new SignInEntry
        {
            MemberId = memberId,
            Outcome = attempt.Outcome,
            Means = attempt.Means,
            Agent = attempt.Agent.Length <= Sessions.LongestAgent ? attempt.Agent : attempt.Agent[..Sessions.LongestAgent],
            Network = NetworkOf(attempt.From),
            At = clock.GetUtcNow(),
        });
        await hub.SaveChangesAsync(cancellation);
    }

    /// <summary>The actor's newest first.</summary>
    public async Task<IReadOnlyList<SignInInfo>> MineAsync(Actor actor, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        return await hub.SignInEntries.Where(e => e.MemberId == actor.Id).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(Shown)
            .Select(e => new SignInInfo(e.Outcome, e.Means, e.Agent, e.Network, e.At)).ToListAsync(cancellation);
    }

    /// <summary>Removes what is older than it may be kept.</summary>
    public async Task<int> SweepAsync(TimeSpan kept, CancellationToken cancellation)
    {
        await using var hub = await hubs.CreateDbContextAsync(cancellation);
        var before = clock.GetUtcNow() - kept;
        return await hub.SignInEntries.Where(e => e.At < before).ExecuteDeleteAsync(cancellation);
    }

    /// <summary>The network of an address, such as <c>203.0.113.0/24</c>: enough to know one's own by, too little to find a machine.</summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is null) return "";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var (bytes, bits) = (address.GetAddressBytes(), address.AddressFamily == AddressFamily.InterNetwork ? KeptBitsV4 : KeptBitsV6);
        bytes.AsSpan(bits / 8).Clear();
        return $"{new IPAddress(bytes)}/{bits}";
    }
}

/// <param name="Agent">The browser's own name (User-Agent).</param>
/// <param name="From">Only its network is kept.</param>
public sealed record SignInAttempt(SignInOutcome Outcome, SignInMeans Means, string Agent, IPAddress? From);

/// <param name="Network">As by <see cref="SignInHistory.NetworkOf"/>; empty when unknown.</param>
public sealed record SignInInfo(SignInOutcome Outcome, SignInMeans Means, string Agent, string Network, DateTimeOffset At);
