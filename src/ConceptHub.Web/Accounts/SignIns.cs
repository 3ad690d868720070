using ConceptHub.Catalog;
using ConceptHub.Web.Mail;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Web.Accounts;

/// <summary>Joining and signing in. Answers are sentences for the form; none tells whether a name exists.</summary>
public sealed class SignIns(SignInManager<Member> signIn, Sessions sessions, RecoveryLinks links, Letters letters, SignInLog log, TimeProvider clock)
{
    // Verified when there is no such member, so that the answer takes as long.
    private static readonly string Decoy = new PasswordHasher<Member>().HashPassword(new Member(), Guid.NewGuid().ToString());

    private UserManager<Member> Users => signIn.UserManager;

    /// <summary>Creates the member and signs in; the sentences say what to change, none when it worked.</summary>
    public async Task<IReadOnlyList<string>> JoinAsync(string userName, string password)
    {
        var member = new Member { UserName = userName, DisplayName = "", CreatedAt = clock.GetUtcNow() };
        var created = await Users.CreateAsync(member, password);
        if (!created.Succeeded) return [.. created.Errors.Select(Sentence)];

        await Users.AddToRoleAsync(member, HubRoles.Member);
        await signIn.SignInAsync(member, isPersistent: true);
        await log.SignedInAsync(member, SignInMeans.Password);
        return [];
    }

    public async Task<SignInAnswer> SignInAsync(string userName, string password, bool stay)
    {
        var member = await Users.FindByNameAsync(userName);
        if (member?.PasswordHash is null)
        {
            Users.PasswordHasher.VerifyHashedPassword(new Member(), Decoy, password);
            log.Unknown(SignInMeans.Password);
            return new SignInAnswer.Refused(AccountsTexts.WrongPair);
        }

        var wasLocked = await Users.IsLockedOutAsync(member);
        var result = await signIn.PasswordSignInAsync(member, password, stay, lockoutOnFailure: true);
        await TellAsync(member, result, wasLocked);
        return result switch
        {
            { Succeeded: true } => new SignInAnswer.SignedIn(),
            { RequiresTwoFactor: true } => new SignInAnswer.NeedsCode(),
            _ => new SignInAnswer.Refused(result.IsLockedOut ? AccountsTexts.LockedOut : AccountsTexts.WrongPair),
        };
    }

    private Task TellAsync(Member member, SignInResult result, bool wasLocked)
    {
        if (result.Succeeded) return log.SignedInAsync(member, SignInMeans.Password);
        if (result.RequiresTwoFactor) log.CodeAsked(member);
        else if (wasLocked) log.StillLocked(member, SignInMeans.Password);
        else return log.FailedAsync(member, SignInMeans.Password, result.IsLockedOut);
        return Task.CompletedTask;
    }

    /// <summary>Changes the password, ends all other sessions and all recovery links, and keeps this session.</summary>
    /// <param name="session">The one that changes it; null when unknown.</param>
    public async Task<IReadOnlyList<string>> ChangePasswordAsync(Guid memberId, Guid? session, string current, string next)
    {
        var member = await Users.RequireAsync(memberId);
        var changed = await Users.ChangePasswordAsync(member, current, next);
        if (!changed.Succeeded) return [.. changed.Errors.Select(Sentence)];
        await signIn.RefreshSignInAsync(member);
        await sessions.EndOthersAsync(memberId, session, CancellationToken.None);
        await links.EndAllAsync(memberId, CancellationToken.None);
        await letters.PasswordChangedAsync(member);
        return [];
    }

    /// <summary>Sets the password of whose link it is, uses the link up, and ends all sessions.</summary>
    public async Task<IReadOnlyList<string>> RecoverAsync(string token, string next)
    {
        if (await links.FindAsync(token, CancellationToken.None) is not { } found) return [AccountsTexts.RecoverTooLate];
        var member = await Users.RequireAsync(found.MemberId);
        foreach (var rule in Users.PasswordValidators)
        {
            var valid = await rule.ValidateAsync(Users, member, next);
            if (!valid.Succeeded) return [.. valid.Errors.Select(Sentence)]; // before the link is worth nothing
        }

        if (await links.UseAsync(token, CancellationToken.None) is null) return [AccountsTexts.RecoverTooLate];
        await Users.ResetPasswordAsync(member, await Users.GeneratePasswordResetTokenAsync(member), next);
        if (found.WithoutCode && member.TwoFactorEnabled)
        {
            await Users.SetTwoFactorEnabledAsync(member, false);
            await letters.TwoStepsChangedAsync(member, isOn: false);
        }

        await Users.ResetAccessFailedCountAsync(member);
        await Users.SetLockoutEndDateAsync(member, null);
        await sessions.EndOthersAsync(found.MemberId, kept: null, CancellationToken.None);
        await letters.PasswordChangedAsync(member);
        return [];
    }

    /// <summary>Whether this is the member's password; wrong ones count towards the lock-out.</summary>
    public async Task<bool> IsPasswordAsync(Guid memberId, string password) => await signIn.IsPasswordAsync(await Users.RequireAsync(memberId), password);

    /// <summary>Takes the cookie of somebody who left.</summary>
    public Task ForgetAsync() => signIn.SignOutAsync();

    /// <summary>Sets the name shown beside the member's work; empty shows the user name. The sentences say why not, none when it worked.</summary>
    public async Task<IReadOnlyList<string>> RenameAsync(Guid memberId, string displayName)
    {
        var member = await Users.RequireAsync(memberId);
        if (member.IsSuspended(clock.GetUtcNow())) return [AccountsTexts.SuspendedCannotRename];
        member.DisplayName = displayName.Trim();
        await Users.UpdateAsync(member);
        return [];
    }

    /// <summary>Writes the cookie anew, so that it carries roles granted since.</summary>
    public async Task RefreshAsync(Guid memberId) => await signIn.RefreshSignInAsync(await Users.RequireAsync(memberId));

    private static string Sentence(IdentityError error) => error.Code switch
    {
        nameof(IdentityErrorDescriber.DuplicateUserName) => AccountsTexts.MemberNameTaken,
        nameof(IdentityErrorDescriber.InvalidUserName) => AccountsTexts.MemberNameHolds,
        nameof(IdentityErrorDescriber.PasswordTooShort) => AccountsTexts.PasswordTooShort.With(PasswordRules.MinimumLength),
        nameof(IdentityErrorDescriber.PasswordRequiresUniqueChars) => AccountsTexts.PasswordRepeats,
        nameof(IdentityErrorDescriber.PasswordMismatch) => AccountsTexts.PasswordWrong,
        _ => error.Description,
    };
}
