using System.Net;
using ConceptHub.Web.Tests.Accounts;

namespace ConceptHub.Web.Tests;

public sealed class TwoStepTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Sign_in_asks_for_the_apps_code_once_two_steps_are_on()
    {
        var (visitor, key, _) = await TurnedOnAsync("Tilda");
        var other = hub.Visitor();

        var asked = await PasswordAsync(other, "Tilda");
        var outside = await other.GetAsync("/account/manage");
        var wrong = await other.SubmitAsync(asked.Path, "Input.Code", new() { ["Input.Code"] = "000000" });
        var inside = await other.SubmitAsync(asked.Path, "Input.Code", new() { ["Input.Code"] = Spaced(TwoStepCodes.Of(key, ahead: 1)) });

        Assert.StartsWith("/account/sign-in/code", asked.Path);
        Assert.StartsWith("/account/sign-in", outside.Path);
        Assert.Contains("not a code that works now", wrong.Text);
        Assert.Equal("/u/Tilda", inside.Path);
        Assert.Contains("Two steps are on", (await visitor.GetAsync("/account/two-steps")).Text);
    }

    [Fact]
    public async Task Code_of_the_app_is_good_once()
    {
        var (_, key, _) = await TurnedOnAsync("Tamar");
        var code = TwoStepCodes.Of(key, ahead: 1);

        var first = await WithPaperAsync(hub.Visitor(), "Tamar", code);
        var second = await WithPaperAsync(hub.Visitor(), "Tamar", code);
        var older = await WithPaperAsync(hub.Visitor(), "Tamar", TwoStepCodes.Of(key));

        Assert.Equal("/u/Tamar", first.Path);
        Assert.Contains("not a code that works now", second.Text);
        Assert.Contains("not a code that works now", older.Text);
    }

    [Fact]
    public async Task Recovery_code_signs_in_once()
    {
        var (visitor, _, paper) = await TurnedOnAsync("Theo");

        var first = await WithPaperAsync(hub.Visitor(), "Theo", paper[3].ToLowerInvariant());
        var second = await WithPaperAsync(hub.Visitor(), "Theo", paper[3]);

        Assert.Equal(10, paper.Count);
        Assert.Equal("/u/Theo", first.Path);
        Assert.Contains("not a code that works now", second.Text);
        Assert.Contains("Recovery codes that are left: 9.", (await visitor.GetAsync("/account/two-steps")).Text);
    }

    [Fact]
    public async Task Wrong_recovery_codes_lock_out()
    {
        await TurnedOnAsync("Tobias");
        var visitor = hub.Visitor();
        var asked = await PasswordAsync(visitor, "Tobias");

        for (var attempt = 0; attempt < 8; attempt++) await visitor.SubmitAsync(asked.Path, "Input.Code", new() { ["Input.Code"] = $"GUESS-{attempt}AAAA" });
        var answer = await visitor.SubmitAsync(asked.Path, "Input.Code", new() { ["Input.Code"] = "GUESS-AAAAA" });

        Assert.Contains("Too many wrong passwords", answer.Text);
    }

    [Fact]
    public async Task Two_steps_go_on_with_a_right_code_and_off_with_the_password()
    {
        var visitor = await hub.MemberAsync("Thea");
        var shown = await TwoStepCodes.BeginAsync(visitor);
        var refused = await visitor.SendAsync(shown, FormOf(shown, "Code.Code"), new() { ["Code.Code"] = "123" });
        var paper = await visitor.SendAsync(refused, FormOf(refused, "Code.Code"), new() { ["Code.Code"] = TwoStepCodes.Of(TwoStepCodes.KeyOf(refused)) });
        var wrong = await visitor.SubmitAsync("/account/two-steps", "Off.Password", new() { ["Off.Password"] = "not this one at all" });
        var off = await visitor.SubmitAsync("/account/two-steps", "Off.Password", new() { ["Off.Password"] = TestHub.Password });
        var back = await PasswordAsync(hub.Visitor(), "Thea");

        Assert.Contains("not the code of this key", WebUtility.HtmlDecode(refused.Text));
        Assert.Equal(TwoStepCodes.KeyOf(shown), TwoStepCodes.KeyOf(refused));
        Assert.Equal(10, paper.Page.QuerySelectorAll(".paper code").Length);
        Assert.Contains("The current password is wrong", wrong.Text);
        Assert.Contains("Set up two steps", off.Text);
        Assert.Equal("/u/Thea", back.Path);
    }

    private async Task<(Visitor Visitor, string Key, IReadOnlyList<string> Paper)> TurnedOnAsync(string name)
    {
        var visitor = await hub.MemberAsync(name);
        var (paper, key) = await TwoStepCodes.TurnOnAsync(visitor);
        return (visitor, key, [.. paper.Page.QuerySelectorAll(".paper code").Select(code => code.TextContent)]);
    }

    private static Task<Answer> PasswordAsync(Visitor visitor, string name) =>
        visitor.SubmitAsync($"/account/sign-in?to=/u/{name}", "Input.Name", new() { ["Input.Name"] = name, ["Input.Password"] = TestHub.Password });

    private static async Task<Answer> WithPaperAsync(Visitor visitor, string name, string code) =>
        await visitor.SubmitAsync((await PasswordAsync(visitor, name)).Path, "Input.Code", new() { ["Input.Code"] = code });

    private static AngleSharp.Html.Dom.IHtmlFormElement FormOf(Answer answer, string field) =>
        answer.Page.Forms.First(form => form.Elements.Any(element => element.GetAttribute("name") == field));

    private static string Spaced(string code) => $"{code[..3]} {code[3..]}";
}
