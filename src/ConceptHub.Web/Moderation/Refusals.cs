using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace ConceptHub.Web.Moderation;

/// <summary>Carries the sentence of a refusal over a redirect. It is protected, so that no link makes this site say what it did not.</summary>
internal sealed class Refusals(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("refusals").ToTimeLimitedDataProtector();

    public string Write(string sentence) => _protector.Protect(sentence, Life);

    /// <returns>Null for what this site did not write, or wrote too long ago.</returns>
    public string? Read(string? carried)
    {
        try
        {
            return string.IsNullOrEmpty(carried) ? null : _protector.Unprotect(carried);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
