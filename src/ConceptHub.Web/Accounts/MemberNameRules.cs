using ConceptHub.Catalog;
using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Web.Accounts;

/// <summary>3 to 24 characters, beginning with a letter, and no name that would speak for the hub.</summary>
internal sealed class MemberNameRules : IUserValidator<Member>
{
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "admin", "administrator", "moderator", "operator", "root", "system", "support", "help", "staff", "official", "concepthub", "hub", "anonymous", "null",
    };

    public Task<IdentityResult> ValidateAsync(UserManager<Member> manager, Member user)
    {
        var name = user.UserName ?? "";
        if (name.Length is < 3 or > 24) return Refuse(AccountsTexts.MemberNameLength);
        if (!char.IsAsciiLetter(name[0])) return Refuse(AccountsTexts.MemberNameBeginning);
        if ((Reserved.Contains(name) || name.StartsWith(Leaving.GonePrefix, StringComparison.OrdinalIgnoreCase)) && user.PasswordHash is not null) return Refuse(AccountsTexts.MemberNameReserved);
        return Task.FromResult(IdentityResult.Success);
    }

    private static Task<IdentityResult> Refuse(string sentence) =>
        Task.FromResult(IdentityResult.Failed(new IdentityError { Code = "MemberName", Description = sentence }));
}
