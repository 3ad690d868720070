using ConceptHub.Catalog;
using Microsoft.AspNetCore.Identity;

namespace ConceptHub.Web.Accounts;

/// <summary>Whoever is signed in, as Identity knows them.</summary>
internal static class SignedInMembers
{
    /// <exception cref="InvalidOperationException">A sign-in names nobody of this database.</exception>
    public static async Task<Member> RequireAsync(this UserManager<Member> users, Guid memberId) =>
        await users.FindByIdAsync(memberId.ToString()) ?? throw new InvalidOperationException($"Member {memberId} is signed in but not in the database.");

    /// <summary>Whether this is the member's password; wrong ones count towards the lock-out.</summary>
    public static async Task<bool> IsPasswordAsync(this SignInManager<Member> signIn, Member member, string password) =>
        (await signIn.CheckPasswordSignInAsync(member, password, lockoutOnFailure: true)).Succeeded;
}
