using System.Net;
using ConceptHub.Catalog;

namespace ConceptHub.Web.Tests.Accounts;

/// <summary>A hub that asks two steps of whoever has a role over others.</summary>
public sealed class NeedingHub : TestHub
{
    protected override IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string> { ["Accounts:PrivilegedNeedTwoSteps"] = "true" };
}

public sealed class NeededTwoStepsTests(NeedingHub hub) : IClassFixture<NeedingHub>
{
    [Fact]
    public async Task Moderator_is_led_to_two_steps_and_is_one_again_with_them()
    {
        var visitor = await hub.MemberAsync("Nora", HubRoles.Moderator);

        var led = await visitor.GetAsync("/moderation");
        var (paper, _) = await TwoStepCodes.TurnOnAsync(visitor);
        var inside = await visitor.GetAsync("/moderation");

        Assert.Equal("/account/two-steps", led.Path);
        Assert.Contains("needs two steps at sign-in", led.Text);
        Assert.DoesNotContain("needs two steps at sign-in", paper.Text);
        Assert.Equal(("/moderation", HttpStatusCode.OK), (inside.Path, inside.Status));
    }

    [Fact]
    public async Task Acts_of_the_role_are_refused_until_then_and_after_turning_off()
    {
        var visitor = await hub.MemberAsync("Nils", HubRoles.Administrator);
        await hub.MemberAsync("Nele");
        var before = await GrantAsync(visitor);
        await TwoStepCodes.TurnOnAsync(visitor);
        var with = await GrantAsync(visitor);
        await visitor.SubmitAsync("/account/two-steps", "Off.Password", new() { ["Off.Password"] = TestHub.Password });
        var after = await GrantAsync(visitor);

        Assert.Equal("/account/two-steps", before.Path);
        Assert.Equal("/admin?said=grant", with.Path);
        Assert.Equal("/account/two-steps", after.Path);
    }

    [Fact]
    public async Task Trusted_members_need_none_and_strangers_to_a_page_are_refused_as_ever()
    {
        var visitor = await hub.MemberAsync("Noel", HubRoles.Trusted);

        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync("/moderation")).Status);
        Assert.DoesNotContain("Set up two steps for your role", (await visitor.GetAsync("/account/manage")).Text);
    }

    private static async Task<Answer> GrantAsync(Visitor visitor)
    {
        var page = await visitor.GetAsync("/account/manage");
        var token = page.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var form = page.Page.Forms.First(form => form.GetAttribute("action") == "account/sign-out");
        form.SetAttribute("action", "/admin/roles");
        return await visitor.SendAsync(page, form, new() { ["__RequestVerificationToken"] = token, ["member"] = "Nele", ["role"] = HubRoles.Trusted, ["action"] = "grant" });
    }
}
