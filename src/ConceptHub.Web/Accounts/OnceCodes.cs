using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Web.Accounts;

/// <summary>
/// Checks codes of an authenticator app (RFC 6238) in the place of Identity's own, whose codes work as often as they are typed within some
/// minutes: here each is good once, and the one before and after the moment's are as good, for phones whose clock is a little off.
/// </summary>
internal sealed class OnceCodes(CodeSteps steps, TimeProvider clock) : IUserTwoFactorTokenProvider<Member>
{
    private const int Digits = 6, StepSeconds = 30, Drift = 1;
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public Task<string> GenerateAsync(string purpose, UserManager<Member> manager, Member user) => Task.FromResult(""); // the app makes them

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<Member> manager, Member user) => !string.IsNullOrEmpty(await manager.GetAuthenticatorKeyAsync(user));

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<Member> manager, Member user)
    {
        if (await manager.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } key || token.Length != Digits) return false;
        var now = clock.GetUtcNow().ToUnixTimeSeconds() / StepSeconds;
        return StepOf(Secret(key), Encoding.UTF8.GetBytes(token), now) is { } step && await steps.TakeAsync(user.Id, step, CancellationToken.None);
    }

    // All are computed and compared to the last digit, whichever fits.
    private static long? StepOf(byte[] secret, byte[] typed, long now)
    {
        long? found = null;
        for (var step = now - Drift; step <= now + Drift; step++)
            if (CryptographicOperations.FixedTimeEquals(Code(secret, step), typed)) found = step;
        return found;
    }

    // RFC 4226, section 5.3.
    private static byte[] Code(byte[] secret, long step)
    {
        Span<byte> moment = stackalloc byte[sizeof(long)], hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        BinaryPrimitives.WriteInt64BigEndian(moment, step);
        HMACSHA1.HashData(secret, moment, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        return Encoding.ASCII.GetBytes((number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture));
    }

    // Base 32 (RFC 4648), as Identity writes its keys.
    private static byte[] Secret(string key)
    {
        var (bytes, bits, held) = (new List<byte>(key.Length * 5 / 8), 0, 0);
        foreach (var letter in key.TrimEnd('='))
        {
            (bits, held) = ((bits << 5) | Letters.IndexOf(char.ToUpperInvariant(letter), StringComparison.Ordinal), held + 5);
            if (held < 8) continue;
            held -= 8;
            bytes.Add((byte)(bits >> held));
            bits &= (1 << held) - 1;
        }

        return [.. bytes];
    }
}
