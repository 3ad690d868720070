using System.Buffers.Text;
using System.Text.Json;
using ConceptHub.Catalog;
using ConceptHub.Web.Mail;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Web.Accounts;

/// <summary>Signing in with a fingerprint, a face or a key instead of a password (WebAuthn level 3). A passkey stands for both steps: it is had, and unlocked.</summary>
public sealed class Passkeys(SignInManager<Member> signIn, Letters letters, SignInLog log, TimeProvider clock)
{
    public const int LongestName = 60;
    private const int Most = 20;

    private UserManager<Member> Users => signIn.UserManager;

    public async Task<IReadOnlyList<PasskeyInfo>> MineAsync(Guid memberId) =>
        [.. (await Users.GetPasskeysAsync(await Users.RequireAsync(memberId))).OrderBy(key => key.CreatedAt).Select(key => new PasskeyInfo(Base64Url.EncodeToString(key.CredentialId), key.Name ?? "", key.CreatedAt))];

    /// <returns>What the browser needs to make a passkey, as JSON.</returns>
    public async Task<string> CreationAsync(Guid memberId)
    {
        var member = await Users.RequireAsync(memberId);
        return await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = member.Id.ToString(), Name = member.UserName!, DisplayName = member.DisplayName is { Length: > 0 } shown ? shown : member.UserName! });
    }

    /// <param name="credential">What the browser made, as JSON.</param>
    /// <returns>A sentence about what is wrong; null when it was kept.</returns>
    public async Task<string?> AddAsync(Guid memberId, string credential, string name)
    {
        var member = await Users.RequireAsync(memberId);
        if ((await Users.GetPasskeysAsync(member)).Count >= Most) return AccountsTexts.PasskeysEnough.With(Most);
        if (credential.Length == 0) return AccountsTexts.PasskeyNotMade;
        if (await AskAsync(() => signIn.PerformPasskeyAttestationAsync(credential)) is not { Succeeded: true } made) return AccountsTexts.PasskeyNotMade;
        made.Passkey.Name = name.Trim().Length > 0 ? name.Trim() : AccountsTexts.PasskeyOf.With(Dates.Day(clock.GetUtcNow()));
        if (!(await Users.AddOrUpdatePasskeyAsync(member, made.Passkey)).Succeeded) return AccountsTexts.PasskeyNotMade;
        await letters.PasskeyAddedAsync(member);
        return null;
    }

    public async Task RemoveAsync(Guid memberId, string id)
    {
        if (!Base64Url.IsValid(id)) return;
        var (member, key) = (await Users.RequireAsync(memberId), Base64Url.DecodeFromChars(id));
        if (await Users.GetPasskeyAsync(member, key) is not null) await Users.RemovePasskeyAsync(member, key);
    }

    /// <returns>What the browser needs to ask for any passkey of this site, as JSON.</returns>
    public Task<string> RequestAsync() => signIn.MakePasskeyRequestOptionsAsync(null);

    /// <param name="credential">What the browser answered, as JSON.</param>
    public async Task<SignInAnswer> SignInAsync(string credential)
    {
        if (credential.Length == 0) return new SignInAnswer.Refused(AccountsTexts.PasskeyNotKnown);
        if (await AskAsync(() => signIn.PerformPasskeyAssertionAsync(credential)) is not { Succeeded: true } shown)
        {
            log.Unknown(SignInMeans.Passkey);
            return new SignInAnswer.Refused(AccountsTexts.PasskeyNotKnown);
        }

        if (await Users.IsLockedOutAsync(shown.User))
        {
            log.StillLocked(shown.User, SignInMeans.Passkey);
            return new SignInAnswer.Refused(AccountsTexts.LockedOut);
        }

        await Users.AddOrUpdatePasskeyAsync(shown.User, shown.Passkey); // it counts its uses: a copy would be noticed
        await signIn.SignInAsync(shown.User, isPersistent: true);
        await log.SignedInAsync(shown.User, SignInMeans.Passkey);
        return new SignInAnswer.SignedIn();
    }

    // What is no credential at all, or answers nothing that was asked here, is thrown and not returned.
    private static async Task<T?> AskAsync<T>(Func<Task<T>> ask) where T : class
    {
        try
        {
            return await ask();
        }
        catch (Exception odd) when (odd is InvalidOperationException or JsonException or PasskeyException or ArgumentException or FormatException)
        {
            return null;
        }
    }
}

public sealed record PasskeyInfo(string Id, string Name, DateTimeOffset CreatedAt);
