using ConceptHub.Catalog;
using ConceptHub.Web.Mail;
using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Web.Accounts;

/// <summary>The second step of signing in: codes of an authenticator app (<see cref="OnceCodes"/>), and codes on paper for the day it is lost.</summary>
public sealed class TwoSteps(SignInManager<Member> signIn, Letters letters, SignInLog log)
{
    private const int PaperCodes = 10;

    private UserManager<Member> Users => signIn.UserManager;

    public async Task<TwoStepState> StateAsync(Guid memberId)
    {
        var member = await Users.RequireAsync(memberId);
        return new TwoStepState(member.UserName ?? "", member.TwoFactorEnabled, await Users.CountRecoveryCodesAsync(member), await Users.GetAuthenticatorKeyAsync(member));
    }

    /// <summary>Makes a key for the app; nothing is asked at sign-in before a code of it was typed.</summary>
    public async Task BeginAsync(Guid memberId)
    {
        var member = await Users.RequireAsync(memberId);
        if (member.TwoFactorEnabled || await Users.GetAuthenticatorKeyAsync(member) is not null) return; // a second look shows the same square
        await Users.ResetAuthenticatorKeyAsync(member);
        await signIn.RefreshSignInAsync(member);
    }

    /// <returns>The codes on paper, told this once; null when the app's code is wrong.</returns>
    public async Task<IReadOnlyList<string>?> TurnOnAsync(Guid memberId, string code)
    {
        var member = await Users.RequireAsync(memberId);
        if (!await Users.VerifyTwoFactorTokenAsync(member, Users.Options.Tokens.AuthenticatorTokenProvider, Digits(code))) return null;
        await Users.SetTwoFactorEnabledAsync(member, true);
        await letters.TwoStepsChangedAsync(member, isOn: true);
        return await PaperAsync(member);
    }

    /// <summary>Makes new codes on paper; the old ones are worth nothing from then on.</summary>
    /// <returns>Null when the password is wrong.</returns>
    public async Task<IReadOnlyList<string>?> NewPaperAsync(Guid memberId, string password)
    {
        var member = await Users.RequireAsync(memberId);
        return member.TwoFactorEnabled && await signIn.IsPasswordAsync(member, password) ? await PaperAsync(member) : null;
    }

    /// <returns>False when the password is wrong.</returns>
    public async Task<bool> TurnOffAsync(Guid memberId, string password)
    {
        var member = await Users.RequireAsync(memberId);
        if (!await signIn.IsPasswordAsync(member, password)) return false;
        await Users.SetTwoFactorEnabledAsync(member, false);
        await Users.ResetAuthenticatorKeyAsync(member);
        await signIn.RefreshSignInAsync(member);
        await letters.TwoStepsChangedAsync(member, isOn: false);
        return true;
    }

    /// <summary>Whether somebody gave a right password here and owes the code.</summary>
    public async Task<bool> IsOwedAsync() => await signIn.GetTwoFactorAuthenticationUserAsync() is not null;

    /// <summary>Signs in with a code of the app, or one on paper.</summary>
    public async Task<SignInAnswer> SignInAsync(string code, bool stay)
    {
        if (await signIn.GetTwoFactorAuthenticationUserAsync() is not { } member) return new SignInAnswer.Refused(AccountsTexts.CodeTooLate);
        var digits = Digits(code);
        var means = digits.All(char.IsAsciiDigit) ? SignInMeans.AppCode : SignInMeans.PaperCode;
        if (await Users.IsLockedOutAsync(member))
        {
            log.StillLocked(member, means);
            return new SignInAnswer.Refused(AccountsTexts.LockedOut);
        }

        var result = means == SignInMeans.AppCode
            ? await signIn.TwoFactorAuthenticatorSignInAsync(digits, stay, rememberClient: false)
            : await signIn.TwoFactorRecoveryCodeSignInAsync(code.Trim().ToUpperInvariant());
        if (!result.Succeeded && means == SignInMeans.PaperCode) await Users.AccessFailedAsync(member); // Identity counts wrong codes of the app alone
        if (result.Succeeded) await log.SignedInAsync(member, means);
        else await log.FailedAsync(member, means, result.IsLockedOut || await Users.IsLockedOutAsync(member));
        return Answer(result);
    }

    private static SignInAnswer Answer(SignInResult result) => result switch
    {
        { Succeeded: true } => new SignInAnswer.SignedIn(),
        { IsLockedOut: true } => new SignInAnswer.Refused(AccountsTexts.LockedOut),
        _ => new SignInAnswer.Refused(AccountsTexts.CodeWrong),
    };

    private async Task<IReadOnlyList<string>> PaperAsync(Member member)
    {
        var codes = await Users.GenerateNewTwoFactorRecoveryCodesAsync(member, PaperCodes) ?? [];
        await signIn.RefreshSignInAsync(member);
        return [.. codes];
    }

    private static string Digits(string code) => string.Concat(code.Where(c => !char.IsWhiteSpace(c)));
}

/// <param name="Key">The app's key in base 32; null before it was made.</param>
public sealed record TwoStepState(string UserName, bool IsOn, int PaperCodesLeft, string? Key)
{
    /// <summary>What the app reads from the square: Google's key URI format.</summary>
    public string Address => $"otpauth://totp/ConceptHub:{Uri.EscapeDataString(UserName)}?secret={Key}&issuer=ConceptHub";

    /// <summary>The key in groups of four, to be typed.</summary>
    public string TypedKey => string.Join(' ', (Key ?? "").ToLowerInvariant().Chunk(4).Select(four => new string(four)));
}
