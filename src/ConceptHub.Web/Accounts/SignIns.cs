using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Web.Accounts;

/// <summary>Joining and signing in. Answers are sentences for the form; none tells whether a name exists.</summary>
public sealed class SignIns(SignInManager<Member> signIn, TimeProvider clock)
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
        return [];
    }

    /// <summary>Null when signed in, else the sentence for the form.</summary>
    public async Task<string?> SignInAsync(string userName, string password, bool stay)
    {
        var member = await Users.FindByNameAsync(userName);
        if (member?.PasswordHash is null)
        {
            Users.PasswordHasher.VerifyHashedPassword(new Member(), Decoy, password);
            return AccountsTexts.WrongPair;
        }

        var result = await signIn.PasswordSignInAsync(member, password, stay, lockoutOnFailure: true);
        if (result.Succeeded) return null;
        return result.IsLockedOut ? AccountsTexts.LockedOut : AccountsTexts.WrongPair;
    }

    /// <summary>Changes the password, ends all other sessions, and keeps this one.</summary>
    public async Task<IReadOnlyList<string>> ChangePasswordAsync(Guid memberId, string current, string next)
    {
        var member = await RequireAsync(memberId);
        var changed = await Users.ChangePasswordAsync(member, current, next);
        if (!changed.Succeeded) return [.. changed.Errors.Select(Sentence)];
        await signIn.RefreshSignInAsync(member);
        return [];
    }

    /// <summary>Sets the name shown beside the member's work; empty shows the user name. The sentences say why not, none when it worked.</summary>
    public async Task<IReadOnlyList<string>> RenameAsync(Guid memberId, string displayName)
    {
        var member = await RequireAsync(memberId);
        if (member.SuspendedAt is not null) return [AccountsTexts.SuspendedCannotRename];
        member.DisplayName = displayName.Trim();
        await Users.UpdateAsync(member);
        return [];
    }

    /// <summary>Writes the cookie anew, so that it carries roles granted since.</summary>
    public async Task RefreshAsync(Guid memberId) => await signIn.RefreshSignInAsync(await RequireAsync(memberId));

    private async Task<Member> RequireAsync(Guid memberId) =>
        await Users.FindByIdAsync(memberId.ToString()) ?? throw new InvalidOperationException($"Member {memberId} is signed in but not in the database.");

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
