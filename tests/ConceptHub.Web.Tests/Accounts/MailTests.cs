using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using ConceptHub.Catalog;
using ConceptHub.Web.Mail;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace ConceptHub.Web.Tests.Accounts;

/// <summary>A hub that sends mail, and the post that gets it.</summary>
public sealed class MailHub : TestHub
{
    public const string Site = "https://hub.example.org/below";

    public MailHub() => Settings = new Dictionary<string, string>
    {
        ["Mail:Host"] = "127.0.0.1",
        ["Mail:Port"] = Post.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["Mail:Security"] = "None",
        ["Mail:From"] = "hub@example.org",
        ["Mail:Site"] = Site,
        ["Mail:RetryAfter"] = "00:00:00.01",
    };

    public SmtpPost Post { get; } = new();

    public LogLines Log { get; } = new();

    protected override IReadOnlyDictionary<string, string> Settings { get; }

    protected override void Replace(IServiceCollection services) => services.AddLogging(logging => logging.AddProvider(Log));
}

public sealed partial class MailTests(MailHub hub) : IClassFixture<MailHub>
{
    private const string Next = "quite another sentence";

    [Fact]
    public async Task Address_given_when_signing_up_is_the_members_once_the_mails_link_is_pressed()
    {
        var visitor = hub.Visitor();
        await visitor.SubmitAsync("/account/sign-up", "Input.Name", new() { ["Input.Name"] = "Maya", ["Input.Password"] = TestHub.Password, ["Input.Address"] = "maya@example.org" });
        var mail = hub.Post.Take("maya@example.org");
        var before = await visitor.GetAsync("/account/manage");

        var opened = await visitor.GetAsync(LinkIn(mail));
        var between = await visitor.GetAsync("/account/manage");
        var pressed = await visitor.SubmitAsync(LinkIn(mail), "_handler", []);
        var again = await visitor.GetAsync(LinkIn(mail));

        Assert.Contains("A link was sent to maya@example.org", WebUtility.HtmlDecode(before.Text));
        Assert.Contains("Mails to maya@example.org", opened.Text);
        Assert.DoesNotContain("Mails reach you", between.Text);
        Assert.Contains("Mails reach you at maya@example.org from now on", pressed.Text);
        Assert.Contains("used already or is too old", again.Text);
        Assert.Contains("Mails reach you at maya@example.org.", (await visitor.GetAsync("/account/manage")).Text);
    }

    [Fact]
    public async Task Mail_says_the_same_as_text_and_as_html()
    {
        var visitor = await hub.MemberAsync("Mona");
        await AddressAsync(visitor, "mona@example.org");

        var mail = hub.Post.Take("mona@example.org");
        var html = new HtmlParser().ParseDocument(mail.HtmlBody!);

        Assert.Equal(("hub@example.org", "Confirm your address at ConceptHub"), (mail.From.Mailboxes.Single().Address, mail.Subject));
        Assert.Contains("Hello Mona,", mail.TextBody);
        Assert.Equal(mail.TextBody!.Split("\n\n", StringSplitOptions.TrimEntries), html.QuerySelectorAll("p").Select(p => p.TextContent.Trim()));
        Assert.StartsWith($"{MailHub.Site}/account/address?token=", html.QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Forgotten_password_comes_back_by_mail_and_its_owner_is_told()
    {
        await JoinAsync("Milo", "milo@example.org");

        var asked = await AskAsync("milo@example.org");
        var mail = hub.Post.Take("milo@example.org");
        var done = await hub.Visitor().SubmitAsync(LinkIn(mail), "Input.Next", new() { ["Input.Next"] = Next });
        var inside = await hub.Visitor().SubmitAsync("/account/sign-in?to=/u/Milo", "Input.Name", new() { ["Input.Name"] = "Milo", ["Input.Password"] = Next });

        Assert.Contains("a link is on its way", asked.Text);
        Assert.StartsWith("/account/sign-in", done.Path);
        Assert.Equal("/u/Milo", inside.Path);
        Assert.Contains("password of your account was changed", hub.Post.Take("milo@example.org").TextBody);
        Assert.Contains("used already", (await hub.Visitor().GetAsync(LinkIn(mail))).Text);
    }

    [Fact]
    public async Task Answer_is_the_same_whoever_is_known()
    {
        await JoinAsync("Mara", "mara@example.org");
        await hub.MemberAsync("Mute"); // without an address

        var answers = new List<string>();
        foreach (var who in new[] { "mara@example.org", "Mara", "Mute", "nobody@example.org", "no address at all" }) answers.Add((await AskAsync(who)).Words("main"));

        Assert.Single(answers.Distinct());
        Assert.Contains("/account/recover?token=", hub.Post.Take("mara@example.org").TextBody);
    }

    [Fact]
    public async Task Asking_too_often_is_told_when_to_come_back_whoever_is_known()
    {
        for (var time = 0; time < 3; time++) Assert.Contains("a link is on its way", (await AskAsync("stranger@example.org")).Text);

        Assert.Matches("try again in [0-9]+ minutes", (await AskAsync("STRANGER@example.org")).Words("[role=alert]"));
    }

    [Fact]
    public async Task Member_is_told_when_password_two_steps_or_address_change()
    {
        var visitor = await JoinAsync("Mina", "mina@example.org");
        await visitor.SubmitAsync("/account/manage", "Secret.Current", new() { ["Secret.Current"] = TestHub.Password, ["Secret.Next"] = Next });
        Assert.Contains("password of your account was changed", hub.Post.Take("mina@example.org").TextBody);

        await TwoStepCodes.TurnOnAsync(visitor);
        Assert.Contains("turned on", hub.Post.Take("mina@example.org").TextBody);
        await visitor.SubmitAsync("/account/two-steps", "Off.Password", new() { ["Off.Password"] = Next });
        Assert.Contains("turned off", hub.Post.Take("mina@example.org").TextBody);

        await AddressAsync(visitor, "new@example.org", Next);
        await visitor.SubmitAsync(LinkIn(hub.Post.Take("new@example.org")), "_handler", []);
        Assert.Contains("no longer has this e-mail address", hub.Post.Take("mina@example.org").TextBody);
    }

    [Fact]
    public async Task Address_needs_the_password_and_must_be_one()
    {
        var visitor = await hub.MemberAsync("Mads");

        var wrong = await AddressAsync(visitor, "mads@example.org", "not this one at all");
        var odd = await AddressAsync(visitor, "mads at example");

        Assert.Contains("The current password is wrong", wrong.Text);
        Assert.Contains("That is no e-mail address", odd.Text);
        Assert.DoesNotContain("A link was sent", (await visitor.GetAsync("/account/manage")).Text);
    }

    [Fact]
    public async Task What_the_server_refuses_for_now_is_tried_again()
    {
        var visitor = await hub.MemberAsync("Marlo");
        hub.Post.RefuseNext("451 later");

        await AddressAsync(visitor, "marlo@example.org");

        Assert.Contains("account/address", hub.Post.Take("marlo@example.org").TextBody);
        Assert.Contains(hub.Log.Lines, line => line.Event == 1303);
    }

    [Fact]
    public async Task Log_holds_neither_addresses_nor_links()
    {
        await JoinAsync("Mirko", "mirko@example.org");
        await AskAsync("mirko@example.org");
        var token = LinkIn(hub.Post.Take("mirko@example.org")).Split("token=")[1];

        Assert.Contains(hub.Log.Lines, line => line.Event == 1302);
        Assert.DoesNotContain(hub.Log.Lines, line => line.Text.Contains("mirko@example.org", StringComparison.OrdinalIgnoreCase) || line.Text.Contains(token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Mail:From", "nobody", "Mail:From is 'nobody'")]
    [InlineData("Mail:Site", "hub.example.org", "Mail:Site is")]
    [InlineData("Mail:Port", "0", "Mail:Port is 0")]
    [InlineData("Mail:User", "hub", "belong together")]
    [InlineData("Mail:RetryAfter", "00:00:00", "more than nothing")]
    [InlineData("Mail:GiveUpAfter", "00:00:10", "it must be longer")]
    public void Settings_that_do_not_fit_are_refused_at_the_start(string name, string value, string sentence)
    {
        var settings = new Dictionary<string, string?> { ["Mail:Host"] = "post.example.org", ["Mail:From"] = "hub@example.org", ["Mail:Site"] = "https://hub.example.org", [name] = value };

        var refused = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddHubMail(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Password_never_goes_in_the_clear()
    {
        var options = new MailOptions { Host = "post", From = "hub@example.org", Site = "https://hub.example.org", User = "hub", Password = "s3cret-of-the-post", Security = MailSecurity.None };

        Assert.Contains("in the clear", options.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", $"{options} {options.Problem}", StringComparison.Ordinal);
    }

    private async Task<Visitor> JoinAsync(string name, string address)
    {
        var visitor = await hub.MemberAsync(name);
        await AddressAsync(visitor, address);
        Assert.Contains("from now on", (await visitor.SubmitAsync(LinkIn(hub.Post.Take(address)), "_handler", [])).Text);
        return visitor;
    }

    private static Task<Answer> AddressAsync(Visitor visitor, string address, string password = TestHub.Password) =>
        visitor.SubmitAsync("/account/manage", "Input.Address", new() { ["Input.Address"] = address, ["Input.Password"] = password });

    private Task<Answer> AskAsync(string who) => hub.Visitor().SubmitAsync("/account/recover", "Asked.Who", new() { ["Asked.Who"] = who });

    /// <summary>The path of a mail's link: the site's own address is not where the test reaches it.</summary>
    private static string LinkIn(MimeMessage mail) => Link().Match(mail.TextBody!).Value[MailHub.Site.Length..];

    [GeneratedRegex(@"https://\S+")]
    private static partial Regex Link();
}
