using System.CommandLine;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Administration;

/// <summary><c>concepthub users</c>: what an operator does to members from the console.</summary>
internal static class UsersCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "User name or e-mail address.", HelpName = "NAME" };
    private static readonly Argument<string> Role = new Argument<string>("role") { Description = "The role." }.AcceptOnlyFromAmong([.. HubRoles.All]);

    private static readonly Option<bool> WithoutCode = new("--without-code") { Description = "Also turn off two steps at sign-in, for who lost the phone and the recovery codes." };

    public static Command Create()
    {
        var grant = new Command("grant-role", "Give a member a role; it takes effect when the member's sign-in is refreshed.") { Name, Role };
        grant.Does(GrantAsync);
        var recover = new Command("recover", "Make a link by which a member sets a new password; it works once, within a day. Hand it to nobody else.") { Name, WithoutCode };
        recover.Does(RecoverAsync);
        return new Command("users", "Members and their roles.") { grant, recover };
    }

    private static async Task<int> RecoverAsync(ParseResult result, CancellationToken cancellation)
    {
        await using var services = CatalogAccess.OpenExisting();
        var name = result.GetRequiredValue(Name);
        var token = await services.GetRequiredService<RecoveryLinks>().IssueAsync(Actor.Operator, name, result.GetValue(WithoutCode), cancellation)
            ?? throw new WorkFailedException($"There is no member '{name}'.");
        Console.WriteLine($"Add this to the address of your site: /account/recover?token={token}");
        return Work.Done;
    }

    private static async Task<int> GrantAsync(ParseResult result, CancellationToken cancellation)
    {
        await using var services = CatalogAccess.OpenExisting();
        var (name, role) = (result.GetRequiredValue(Name), result.GetRequiredValue(Role));
        var granted = await services.GetRequiredService<Members>().GrantRoleAsync(Actor.Operator, name, role, cancellation);
        Console.WriteLine(granted.Match(
            done => $"{name} is {role} now.",
            notFound => throw new WorkFailedException($"There is no member '{name}'."),
            notAllowed => throw new WorkFailedException("Only an administrator may do this."),
            refused => throw new WorkFailedException(refused.Sentence)));
        return Work.Done;
    }
}
