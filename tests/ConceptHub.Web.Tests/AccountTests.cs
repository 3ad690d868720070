using System.Net;
using ConceptHub.Catalog;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests;

public sealed class AccountTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Member_signs_up_out_and_in()
    {
        var visitor = await hub.MemberAsync("Mira");

        var inside = await visitor.GetAsync("/account/manage");
        var menu = inside.Page.Forms.First(form => form.GetAttribute("action") == "account/sign-out");
        await visitor.SendAsync(inside, menu, []);
        var outside = await visitor.GetAsync("/account/manage");
        var back = await visitor.SubmitAsync("/account/sign-in?to=/u/Mira", "Input.Name", new() { ["Input.Name"] = "mira", ["Input.Password"] = TestHub.Password });

        Assert.Equal("/account/manage", inside.Path);
        Assert.StartsWith("/account/sign-in", outside.Path);
        Assert.Equal("/u/Mira", back.Path);
    }

    [Theory]
    [InlineData("Ann", "too short", "at least 10 characters")]
    [InlineData("Ann", "password123", "guesser")]
    [InlineData("a", TestHub.Password, "3 to 24 characters")]
    [InlineData("moderator", TestHub.Password, "kept for the hub")]
    [InlineData("concepthub", TestHub.Password, "kept for the hub")]
    [InlineData("has space", TestHub.Password, "letters, digits")]
    public async Task Sign_up_says_what_to_change(string name, string password, string expected)
    {
        var answer = await hub.Visitor().SubmitAsync("/account/sign-up", "Input.Name", new() { ["Input.Name"] = name, ["Input.Password"] = password });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains(expected, WebUtility.HtmlDecode(answer.Text));
        Assert.StartsWith("/account/sign-up", answer.Path);
    }

    [Fact]
    public async Task Name_is_taken_whatever_its_case()
    {
        await hub.MemberAsync("Petra");

        var answer = await hub.Visitor().SubmitAsync("/account/sign-up", "Input.Name", new() { ["Input.Name"] = "PETRA", ["Input.Password"] = TestHub.Password });

        Assert.Contains("That member name is taken.", answer.Text);
    }

    [Fact]
    public async Task Wrong_name_and_wrong_password_get_the_same_answer()
    {
        await hub.MemberAsync("Quentin");

        var wrongPassword = await hub.Visitor().SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = "Quentin", ["Input.Password"] = "nothing at all" });
        var wrongName = await hub.Visitor().SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = "Nobody", ["Input.Password"] = "nothing at all" });

        Assert.Equal("Name and password do not match.", wrongPassword.Words("[role=alert] p"));
        Assert.Equal(wrongPassword.Words("[role=alert] p"), wrongName.Words("[role=alert] p"));
    }

    [Fact]
    public async Task Member_is_locked_out_after_eight_wrong_passwords()
    {
        await hub.MemberAsync("Rosa");
        var visitor = hub.Visitor();

        for (var attempt = 0; attempt < 8; attempt++)
            await visitor.SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = "Rosa", ["Input.Password"] = "wrong guess " + attempt });
        var answer = await visitor.SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = "Rosa", ["Input.Password"] = TestHub.Password });

        Assert.Contains("Too many wrong passwords", answer.Text);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Sign_in_never_leads_to_another_site(string to)
    {
        await hub.MemberAsync("Sven" + Math.Abs(to.GetHashCode() % 10_000));

        var answer = await hub.Visitor().SubmitAsync($"/account/sign-up?to={Uri.EscapeDataString(to)}", "Input.Name",
            new() { ["Input.Name"] = "Tess" + Guid.NewGuid().ToString("N")[..8], ["Input.Password"] = TestHub.Password });

        Assert.Equal("/", answer.Path);
    }

    [Fact]
    public async Task Form_without_its_token_is_refused()
    {
        var fields = new Dictionary<string, string> { ["_handler"] = "sign-up", ["Input.Name"] = "Uma", ["Input.Password"] = TestHub.Password };

        var response = await hub.Visitor().Client.PostAsync("/account/sign-up", new FormUrlEncodedContent(fields), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Null(await hub.Services.GetRequiredService<Members>().FindAsync("Uma", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Display_name_and_password_change()
    {
        var visitor = await hub.MemberAsync("Vera");

        var named = await visitor.SubmitAsync("/account/manage", "Shown.Name", new() { ["Shown.Name"] = "Vera Glass" });
        var wrong = await visitor.SubmitAsync("/account/manage", "Secret.Current", new() { ["Secret.Current"] = "not my password", ["Secret.Next"] = "another long secret" });
        var changed = await visitor.SubmitAsync("/account/manage", "Secret.Current", new() { ["Secret.Current"] = TestHub.Password, ["Secret.Next"] = "another long secret" });
        var page = await visitor.GetAsync("/u/Vera");

        Assert.Contains("Your display name is saved.", named.Text);
        Assert.Contains("The current password is wrong.", wrong.Text);
        Assert.Contains("Your password is changed.", changed.Text);
        Assert.Equal("Vera Glass", page.Words("h1"));
    }
}

public sealed class AdministratorLinkTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Link_works_once_and_makes_an_administrator()
    {
        var token = await hub.Services.GetRequiredService<AdministratorLink>().IssueAsync(TestContext.Current.CancellationToken);
        var address = $"/account/administrator?token={Uri.EscapeDataString(token!)}";
        var (first, second) = (await hub.MemberAsync("First"), await hub.MemberAsync("Second"));

        var granted = await first.SubmitAsync(address, "_handler", []);
        var refused = await second.SubmitAsync(address, "_handler", []);

        Assert.Equal("/admin", granted.Path);
        Assert.Equal(HttpStatusCode.OK, granted.Status);
        Assert.NotEmpty(refused.Words("[role=alert]"));
        Assert.Equal(HttpStatusCode.Forbidden, (await second.GetAsync("/admin")).Status);
    }
}

public sealed class StrictHub : TestHub
{
    protected override int SignInsPerMinute => 4;
}

public sealed class SignInLimitTests(StrictHub hub) : IClassFixture<StrictHub>
{
    [Fact]
    public async Task Fifth_attempt_within_a_minute_is_told_to_wait()
    {
        var visitor = hub.Visitor();

        Answer? answer = null;
        for (var attempt = 0; attempt < 5; attempt++)
            answer = await visitor.SubmitAsync("/account/sign-in", "Input.Name", new() { ["Input.Name"] = "Nobody", ["Input.Password"] = "guess number " + attempt });

        Assert.Equal(HttpStatusCode.TooManyRequests, answer!.Status);
        Assert.Equal("Slow down a little", answer.Words("h1"));
    }
}
