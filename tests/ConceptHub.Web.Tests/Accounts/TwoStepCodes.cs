using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ConceptHub.Web.Tests.Accounts;

/// <summary>What an authenticator app does (RFC 6238 over RFC 4226), and turning two steps on with it.</summary>
internal static class TwoStepCodes
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <param name="ahead">Half minutes from now: each code is good once.</param>
    public static string Of(string key, int ahead = 0)
    {
        Span<byte> moment = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(moment, (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30) + ahead);
        var bits = string.Concat(key.Select(letter => Convert.ToString(Letters.IndexOf(letter), 2).PadLeft(5, '0')));
        var secret = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var hash = HMACSHA1.HashData(secret, moment);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    public static async Task<Answer> BeginAsync(Visitor visitor)
    {
        var page = await visitor.GetAsync("/account/two-steps");
        return await visitor.SendAsync(page, page.Page.Forms.Single(form => form.TextContent.Contains("Set up two steps", StringComparison.Ordinal)), []);
    }

    /// <returns>The page with the codes on paper.</returns>
    public static async Task<(Answer Paper, string Key)> TurnOnAsync(Visitor visitor)
    {
        var shown = await BeginAsync(visitor);
        var form = shown.Page.Forms.First(form => form.Elements.Any(element => element.GetAttribute("name") == "Code.Code"));
        return (await visitor.SendAsync(shown, form, new() { ["Code.Code"] = Of(KeyOf(shown)) }), KeyOf(shown));
    }

    public static string KeyOf(Answer answer) => answer.Words(".key").Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
}
