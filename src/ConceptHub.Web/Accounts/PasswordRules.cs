using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Web.Accounts;

/// <summary>Refuses what a guesser tries first: stolen passwords, the member's own name, and what lists of words, names and keys lead to soon. No rules of composition.</summary>
internal sealed class PasswordRules(BreachedPasswords breached) : IPasswordValidator<Member>
{
    public const int MinimumLength = 10;
    public const int MaximumLength = 128;

    // zxcvbn's estimate of 28 bits is some hundred million guesses: an afternoon of a guesser that limits and lock-outs slow down, and seconds for one with a stolen database.
    private const double FewestBits = 28;

    // What makes a long password good shows early, and estimating takes the square of the length.
    private const int EstimatedLength = 64;

    private static readonly string[] OwnWords = ["concepthub", "concept", "hub", "lora"];

    public Task<IdentityResult> ValidateAsync(UserManager<Member> manager, Member user, string? password)
    {
        if (password is null) return Task.FromResult(IdentityResult.Success);
        if (password.Length > MaximumLength) return Refuse(AccountsTexts.PasswordTooLong.With(MaximumLength));
        if (breached.Contains(password)) return Refuse(AccountsTexts.PasswordBreached);
        if (user.UserName is { Length: > 0 } name && password.Contains(name, StringComparison.OrdinalIgnoreCase) && password.Length < name.Length + 6)
            return Refuse(AccountsTexts.PasswordIsName);
        return IsGuessedSoon(password, user) ? Refuse(AccountsTexts.PasswordCommon) : Task.FromResult(IdentityResult.Success);
    }

    private static bool IsGuessedSoon(string password, Member user)
    {
        if (password.Length < MinimumLength) return false; // said already
        var known = OwnWords.Append(user.UserName ?? "").Append(user.DisplayName).Where(word => word.Length > 0);
        return Zxcvbn.Zxcvbn.MatchPassword(password.Length <= EstimatedLength ? password : password[..EstimatedLength], known).Entropy < FewestBits;
    }

    private static Task<IdentityResult> Refuse(string sentence) =>
        Task.FromResult(IdentityResult.Failed(new IdentityError { Code = "Password", Description = sentence }));
}
