namespace ConceptHub.Web.Tests;

public sealed class NoticesPageTests(TestHub hub) : IClassFixture<TestHub>
{
    [Fact]
    public async Task Following_is_a_press_and_the_bell_tells_of_it()
    {
        var (fan, maker) = (await hub.MemberAsync("Fanny"), await hub.MemberAsync("Maker"));
        Assert.Equal("/account/sign-in?to=%2Fnotices", (await hub.Visitor().GetAsync("/notices")).Path);
        Assert.Contains("Nothing has happened yet", (await maker.GetAsync("/notices")).Text);

        var page = await fan.GetAsync("/u/Maker");
        var form = page.Page.Forms.Single(form => form.QuerySelector("button")?.TextContent == "Follow");
        var followed = await fan.SendAsync(page, form, []);

        Assert.Equal("Following", followed.Words("button[aria-pressed=true]"));
        Assert.Contains("1 follower", followed.Text);
        Assert.Equal("1 new notices", (await maker.GetAsync("/")).Page.QuerySelector("a.bell")!.GetAttribute("aria-label"));
        var read = await maker.GetAsync("/notices");
        Assert.Equal("Fanny follows you", read.Words(".notices a"));
        Assert.Equal("u/Fanny", read.Page.QuerySelector(".notices a")!.GetAttribute("href"));
        Assert.Equal("Notices", (await maker.GetAsync("/")).Page.QuerySelector("a.bell")!.GetAttribute("aria-label"));

        form = followed.Page.Forms.Single(form => form.QuerySelector("button")?.TextContent == "Following");
        Assert.DoesNotContain("follower", (await fan.SendAsync(followed, form, [])).Words("header.creator"));
    }
}
