using System.Net;
using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class AccountsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Roles_hold_what_the_table_says()
    {
        Assert.False(As().May(HubPermission.HigherQuotas));
        Assert.True(As(HubRoles.Trusted).May(HubPermission.SkipFirstReview));
        Assert.False(As(HubRoles.Trusted).CanModerate);
        Assert.True(As(HubRoles.Moderator).May(HubPermission.SeeAudit));
        Assert.True(As(HubRoles.Moderator).May(HubPermission.HigherQuotas));
        Assert.False(As(HubRoles.Moderator).May(HubPermission.ManageMembers));
        Assert.All(Enum.GetValues<HubPermission>(), permission => Assert.True(As(HubRoles.Administrator).May(permission)));
        Assert.False(As("king").May(HubPermission.Moderate));

        static Actor As(params string[] roles) => new(Guid.NewGuid(), "ann", [HubRoles.Member, .. roles]);
    }

    [Fact]
    public async Task Of_all_who_bring_a_code_at_once_one_gets_it_and_older_ones_are_gone()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var steps = hub.Get<CodeSteps>();

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => steps.TakeAsync(ann.Id, 100, Token), Token)));

        Assert.Single(taken, it => it);
        Assert.False(await steps.TakeAsync(ann.Id, 99, Token));
        Assert.True(await steps.TakeAsync(ann.Id, 101, Token));
        Assert.True(await steps.TakeAsync(ben.Id, 99, Token));
    }

    [Fact]
    public async Task Sign_ins_are_shown_to_their_member_without_the_machine_and_forgotten_in_time()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var history = hub.Get<SignInHistory>();
        await history.RecordAsync(ann.Id, new SignInAttempt(SignInOutcome.WrongPassword, SignInMeans.Password, new string('x', 900), IPAddress.Parse("203.0.113.77")), Token);
        hub.Clock.Advance(TimeSpan.FromDays(2));
        await history.RecordAsync(ann.Id, new SignInAttempt(SignInOutcome.SignedIn, SignInMeans.Passkey, "Browser", IPAddress.Parse("2001:db8:1:2:3::4")), Token);

        var shown = await history.MineAsync(ann, Token);
        var swept = await history.SweepAsync(TimeSpan.FromDays(1), Token);

        Assert.Equal([("2001:db8:1::/48", SignInOutcome.SignedIn), ("203.0.113.0/24", SignInOutcome.WrongPassword)], shown.Select(it => (it.Network, it.Outcome)));
        Assert.Equal(Sessions.LongestAgent, shown[1].Agent.Length);
        Assert.Empty(await history.MineAsync(ben, Token));
        Assert.Equal((1, 1), (swept, (await history.MineAsync(ann, Token)).Count));
    }

    [Fact]
    public async Task Address_is_a_members_only_once_its_link_was_opened()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        var links = hub.Get<AddressLinks>();
        var older = await links.IssueAsync(ann.Id, "old@example.org", _ => null, Token);
        var token = await links.IssueAsync(ann.Id, "ann@example.org", _ => null, Token);

        Assert.Equal(new OwnAddress(null, "ann@example.org"), await links.MineAsync(ann, Token));
        Assert.Equal("ann@example.org", await links.FindAsync(token, Token));
        Assert.IsType<ConfirmAddressResult.TooLate>(await links.ConfirmAsync(older, _ => null, Token));
        Assert.Equal(new ConfirmAddressResult.Confirmed(ann.Id, "ann", "ann@example.org", null), await links.ConfirmAsync(token, _ => null, Token));
        Assert.IsType<ConfirmAddressResult.TooLate>(await links.ConfirmAsync(token, _ => null, Token));
        Assert.Equal(new OwnAddress("ann@example.org", null), await links.MineAsync(ann, Token));
        Assert.Equal("ann@example.org", await links.RemoveAsync(ann, _ => null, Token));
        Assert.Equal(new OwnAddress(null, null), await links.MineAsync(ann, Token));
    }

    [Fact]
    public async Task Address_of_another_member_is_not_taken_over_and_old_links_end()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        var links = hub.Get<AddressLinks>();
        await links.ConfirmAsync(await links.IssueAsync(ann.Id, "ann@example.org", _ => null, Token), _ => null, Token);

        var taken = await links.ConfirmAsync(await links.IssueAsync(ben.Id, "ANN@example.org", _ => null, Token), _ => null, Token);
        var late = await links.IssueAsync(ben.Id, "ben@example.org", _ => null, Token);
        hub.Clock.Advance(TimeSpan.FromHours(25));

        Assert.IsType<ConfirmAddressResult.Taken>(taken);
        Assert.IsType<ConfirmAddressResult.TooLate>(await links.ConfirmAsync(late, _ => null, Token));
        Assert.Equal(1, await links.SweepAsync(Token));
        await using var database = hub.Database();
        Assert.Empty(await database.Tokens.ToListAsync(Token));
    }

    [Theory]
    [InlineData("ann@example.org", true)]
    [InlineData("a.b+hub@sub.example.org", true)]
    [InlineData("ann", false)]
    [InlineData("@example.org", false)]
    [InlineData("ann@", false)]
    [InlineData("ann@b@c", false)]
    [InlineData("ann@example.org\r\nBcc: all@example.org", false)]
    [InlineData("ann@example.org, ben@example.org", false)]
    [InlineData("Ann <ann@example.org>", false)]
    public void Address_is_one_address(string text, bool isOne) => Assert.Equal(isOne, AddressLinks.Problem(text) is null);

    [Fact]
    public async Task Recovery_goes_to_confirmed_addresses_for_an_hour_and_leaves_the_operators_link_alone()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        await using (var database = hub.Database()) await database.Users.ExecuteUpdateAsync(set => set.SetProperty(m => m.PasswordHash, "hash"), Token);
        var (recoveries, addresses) = (hub.Get<RecoveryLinks>(), hub.Get<AddressLinks>());
        Assert.Null(await recoveries.IssueByMailAsync("ann", Token));
        await addresses.ConfirmAsync(await addresses.IssueAsync(ann.Id, "ann@example.org", _ => null, Token), _ => null, Token);
        var handed = await recoveries.IssueAsync(Actor.Operator, "ann", withoutCode: true, Token);

        var older = await recoveries.IssueByMailAsync("ANN@example.org", Token);
        var mailed = await recoveries.IssueByMailAsync(" ann ", Token);

        Assert.Equal(("ann", "ann@example.org"), (mailed!.UserName, mailed.Address));
        Assert.Null(await recoveries.FindAsync(older!.Token, Token));
        Assert.Equal(new Recovery(ann.Id, "ann", WithoutCode: false), await recoveries.FindAsync(mailed.Token, Token));
        Assert.Equal(new Recovery(ann.Id, "ann", WithoutCode: true), await recoveries.FindAsync(handed!, Token));
        hub.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Null(await recoveries.UseAsync(mailed.Token, Token));
        Assert.Null(await recoveries.IssueByMailAsync("nobody@example.org", Token));
    }

    [Fact]
    public async Task Used_link_ends_all_others_of_its_member_and_those_that_are_over_are_swept()
    {
        await using var hub = await TestHub.StartAsync();
        var (ann, ben) = (await hub.JoinAsync("ann"), await hub.JoinAsync("ben"));
        await using (var database = hub.Database()) await database.Users.ExecuteUpdateAsync(set => set.SetProperty(m => m.PasswordHash, "hash"), Token);
        var (recoveries, addresses) = (hub.Get<RecoveryLinks>(), hub.Get<AddressLinks>());
        await addresses.ConfirmAsync(await addresses.IssueAsync(ann.Id, "ann@example.org", _ => null, Token), _ => null, Token);
        var handed = await recoveries.IssueAsync(Actor.Operator, "ann", withoutCode: true, Token);
        var bens = await recoveries.IssueAsync(Actor.Operator, "ben", withoutCode: false, Token);
        var mailed = await recoveries.IssueByMailAsync("ann", Token);
        foreach (var words in new[] { "ANN", "ANN@EXAMPLE.ORG", "BEN" })
            await hub.Get<WaitingMails>().PostAsync(new NewMail { Kind = MailKind.Recovery, Recipient = words, Language = "en", TriedFor = TimeSpan.FromDays(1) }, Token);

        Assert.Equal(ann.Id, (await recoveries.UseAsync(mailed!.Token, Token))!.MemberId);

        Assert.Null(await recoveries.FindAsync(handed!, Token));
        Assert.NotNull(await recoveries.FindAsync(bens!, Token));
        await using var after = hub.Database();
        Assert.Equal(["BEN"], await after.WaitingMails.Select(m => m.Recipient).ToListAsync(Token));
        Assert.Equal(0, await recoveries.SweepAsync(Token));
        hub.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(2, await recoveries.SweepAsync(Token));
        Assert.Empty(await after.Tokens.ToListAsync(Token));
    }

    [Fact]
    public async Task Leaving_takes_sign_ins_codes_and_addresses_along()
    {
        await using var hub = await TestHub.StartAsync();
        var ann = await hub.JoinAsync("ann");
        await hub.Get<SignInHistory>().RecordAsync(ann.Id, new SignInAttempt(SignInOutcome.SignedIn, SignInMeans.Password, "", null), Token);
        await hub.Get<CodeSteps>().TakeAsync(ann.Id, 1, Token);
        await hub.Get<AddressLinks>().IssueAsync(ann.Id, "ann@example.org", _ => null, Token);

        Assert.IsType<ActionResult.Done>(await hub.Get<Leaving>().LeaveAsync(ann, handsOver: false, Token));

        await using var database = hub.Database();
        Assert.Empty(await database.SignInEntries.ToListAsync(Token));
        Assert.Empty(await database.CodeSteps.ToListAsync(Token));
        Assert.Empty(await database.Tokens.ToListAsync(Token));
    }
}
