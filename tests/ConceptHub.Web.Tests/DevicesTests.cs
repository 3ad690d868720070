using System.Net;

namespace ConceptHub.Web.Tests;

public sealed class DevicesTests(TestHub hub) : IClassFixture<TestHub>
{
    private const string Phone = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36";

    [Fact]
    public async Task Member_sees_each_device_and_signs_one_out()
    {
        var desk = await hub.MemberAsync("Dora");
        var phone = hub.Visitor();
        phone.Client.DefaultRequestHeaders.UserAgent.ParseAdd(Phone);
        await SignInAsync(phone, "Dora");

        var devices = await desk.GetAsync("/account/devices");
        var form = devices.Page.Forms.Single(form => form.TextContent.Trim() == "Sign out" && form.QuerySelector("[name=device]") is not null);
        var after = await desk.SendAsync(devices, form, []);

        Assert.Equal(["Unknown device", "Chrome on Android"], devices.All(".devices b").OrderDescending());
        Assert.Contains("This device", devices.Words(".devices li:has(.here)"));
        Assert.Single(after.All(".devices b"));
        Assert.StartsWith("/account/sign-in", (await phone.GetAsync("/account/devices")).Path);
        Assert.Equal("/account/devices", (await desk.GetAsync("/account/devices")).Path);
    }

    [Fact]
    public async Task Sign_out_everywhere_else_and_a_new_password_hold_at_once()
    {
        var desk = await hub.MemberAsync("Dina");
        var (second, third) = (await hub.SignInAsync("Dina"), await hub.SignInAsync("Dina"));

        var devices = await desk.GetAsync("/account/devices");
        await desk.SendAsync(devices, devices.Page.Forms.Single(form => form.TextContent.Contains("everywhere else", StringComparison.Ordinal)), []);
        var ended = await second.GetAsync("/account/devices");
        await SignInAsync(second, "Dina");
        await desk.SubmitAsync("/account/manage", "Secret.Current", new() { ["Secret.Current"] = TestHub.Password, ["Secret.Next"] = "another long sentence" });

        Assert.StartsWith("/account/sign-in", ended.Path);
        Assert.StartsWith("/account/sign-in", (await third.GetAsync("/account/devices")).Path);
        Assert.StartsWith("/account/sign-in", (await second.GetAsync("/account/devices")).Path);
        Assert.Equal("/account/devices", (await desk.GetAsync("/account/devices")).Path);
    }

    [Fact]
    public async Task Nobody_ends_another_members_session()
    {
        var (owner, other) = (await hub.MemberAsync("Dagmar"), await hub.MemberAsync("Detlef"));
        await hub.SignInAsync("Dagmar");
        var ids = (await owner.GetAsync("/account/devices")).Page.QuerySelectorAll("[name=device]").Select(it => it.GetAttribute("value")!).ToList();
        await hub.SignInAsync("Detlef");
        var own = await other.GetAsync("/account/devices");

        await other.SendAsync(own, own.Page.Forms.First(form => form.QuerySelector("[name=device]") is not null), new() { ["device"] = Assert.Single(ids) });

        Assert.Equal(2, (await owner.GetAsync("/account/devices")).All(".devices b").Count);
    }

    [Fact]
    public async Task Cookie_of_before_signing_out_is_worth_nothing()
    {
        var visitor = await hub.MemberAsync("Dirk");
        var inside = await visitor.GetAsync("/account/manage");
        var copy = inside.Response.RequestMessage!.Headers.TryGetValues("Cookie", out var sent) ? string.Join("; ", sent) : "";
        await visitor.SendAsync(inside, inside.Page.Forms.First(form => form.GetAttribute("action") == "account/sign-out"), []);

        var thief = hub.Visitor();
        thief.Client.DefaultRequestHeaders.Add("Cookie", copy);

        Assert.Contains("hub-member", copy);
        Assert.StartsWith("/account/sign-in", (await thief.GetAsync("/account/manage")).Path);
    }

    private static async Task SignInAsync(Visitor visitor, string name)
    {
        var answer = await visitor.SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = name, ["Input.Password"] = TestHub.Password });
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }
}
