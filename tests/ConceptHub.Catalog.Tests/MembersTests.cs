namespace ConceptHub.Catalog.Tests;

public sealed class MembersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_start_link_makes_one_administrator_once()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var link = hub.Get<AdministratorLink>();
        var token = Assert.IsType<string>(await link.IssueAsync(Token));

        Assert.IsType<ActionResult.Refused>(await link.RedeemAsync(ben, "guessed", Token));
        Assert.IsType<ActionResult.Done>(await link.RedeemAsync(ann, token, Token));

        Assert.IsType<ActionResult.Refused>(await link.RedeemAsync(ben, token, Token));
        Assert.Null(await link.IssueAsync(Token));
        Assert.Equal([HubRoles.Administrator], (await hub.Get<Members>().FindAsync("Ann", Token))!.Roles);
    }

    [Fact]
    public async Task Older_link_stops_working()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var link = hub.Get<AdministratorLink>();
        var older = Assert.IsType<string>(await link.IssueAsync(Token));
        var newer = Assert.IsType<string>(await link.IssueAsync(Token));

        Assert.IsType<ActionResult.Refused>(await link.RedeemAsync(ann, older, Token));
        Assert.IsType<ActionResult.Done>(await link.RedeemAsync(ann, newer, Token));
    }

    [Fact]
    public async Task Only_administrators_grant_roles_and_the_last_one_stays()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann", HubRoles.Administrator), await hub.JoinAsync("ben"));
        var members = hub.Get<Members>();

        Assert.IsType<ActionResult.NotAllowed>(await members.GrantRoleAsync(ben, "ben", HubRoles.Administrator, Token));
        Assert.IsType<ActionResult.Refused>(await members.RevokeRoleAsync(ann, "ann", HubRoles.Administrator, Token));
        Assert.IsType<ActionResult.Refused>(await members.GrantRoleAsync(ann, "ben", "king", Token));
        Assert.IsType<ActionResult.NotFound>(await members.GrantRoleAsync(ann, "nobody", HubRoles.Moderator, Token));
        Assert.IsType<ActionResult.Done>(await members.GrantRoleAsync(ann, "BEN", HubRoles.Administrator, Token));
        Assert.IsType<ActionResult.Done>(await members.RevokeRoleAsync(ben with { Roles = [HubRoles.Administrator] }, "ann", HubRoles.Administrator, Token));
        Assert.Empty((await members.FindAsync("ann", Token))!.Roles);
    }
}
