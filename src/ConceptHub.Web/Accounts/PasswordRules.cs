using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Web.Accounts;

/// <summary>Refuses what a guesser tries first: the member's own name, and the long passwords that head every leaked list.</summary>
internal sealed class PasswordRules : IPasswordValidator<Member>
{
    public const int MinimumLength = 10;
    public const int MaximumLength = 128;

    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "1234567890", "0123456789", "12345678910", "123456789a", "1q2w3e4r5t", "1qaz2wsx3edc", "q1w2e3r4t5", "qwertyuiop", "qwerty12345",
        "qwerty123456", "asdfghjkl1", "password12", "password123", "password1234", "passw0rd123", "iloveyou12", "letmein123", "welcome123",
        "administrator", "changeme123", "superman123", "football123", "baseball123", "sunshine123", "princess123", "concepthub", "concepthub1",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<Member> manager, Member user, string? password)
    {
        if (password is null) return Task.FromResult(IdentityResult.Success);
        if (password.Length > MaximumLength) return Refuse(AccountsTexts.PasswordTooLong.With(MaximumLength));
        if (Common.Contains(password)) return Refuse(AccountsTexts.PasswordCommon);
        if (user.UserName is { Length: > 0 } name && password.Contains(name, StringComparison.OrdinalIgnoreCase) && password.Length < name.Length + 6)
            return Refuse(AccountsTexts.PasswordIsName);
        return Task.FromResult(IdentityResult.Success);
    }

    private static Task<IdentityResult> Refuse(string sentence) =>
        Task.FromResult(IdentityResult.Failed(new IdentityError { Code = "Password", Description = sentence }));
}
