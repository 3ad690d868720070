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

    public static Command Create()
    {
        var grant = new Command("grant-role", "Give a member a role; it takes effect when the member's sign-in is refreshed.") { Name, Role };
        grant.Does(GrantAsync);
        return new Command("users", "Members and their roles.") { grant };
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
