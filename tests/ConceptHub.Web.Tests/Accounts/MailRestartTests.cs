using System.Text.RegularExpressions;
using ConceptHub.Catalog;
using ConceptHub.Web.Mail;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Web.Tests.Accounts;

/// <summary>Mails of a site whose mail server is away, over a stop of the site.</summary>
public sealed partial class MailRestartTests : IAsyncLifetime
{
    private readonly MailHub _hub = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _hub.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        _hub.Post.Dispose();
    }

    [Fact]
    public async Task Mails_that_wait_when_the_site_stops_are_sent_by_the_next_and_then_forgotten()
    {
        var nora = await _hub.MemberAsync("Nora");
        await GiveAddressAsync(nora, "nora@example.org");
        await nora.SubmitAsync(LinkIn("nora@example.org"), "_handler", []);
        await EmptyAsync();
        _hub.Post.IsClosed = true;
        await GiveAddressAsync(nora, "new@example.org");
        await _hub.Visitor().SubmitAsync("/account/recover", "Asked.Who", new() { ["Asked.Who"] = "Nora" });
        await _hub.Visitor().SubmitAsync("/account/recover", "Asked.Who", new() { ["Asked.Who"] = "stranger" });
        await UntilAsync(async () => (await WaitingAsync("Recipient")).Order(StringComparer.Ordinal).SequenceEqual(["NORA", "new@example.org"]) && (await WaitingAsync("COALESCE(LastError, '')")).All(fault => fault == "SmtpCommandException"));
        var rows = await WaitingAsync("Kind || ' ' || Subject || ' ' || Text");

        await _hub.RestartAsync();
        _hub.Post.IsClosed = false;

        var (confirm, recover) = (LinkIn("new@example.org"), LinkIn("nora@example.org"));
        await EmptyAsync();

        Assert.StartsWith("/account/sign-in", (await _hub.Visitor().SubmitAsync(recover, "Input.Next", new() { ["Input.Next"] = "quite another sentence" })).Path);
        Assert.Contains("from now on", (await _hub.Visitor().SubmitAsync(confirm, "_handler", [])).Text);
        Assert.Equal(2, rows.Count);
        Assert.DoesNotContain(rows, row => row.Contains("token=", StringComparison.Ordinal) || row.Contains("https:", StringComparison.Ordinal));
    }

    [Fact]
    public void Pauses_grow_up_to_three_hours()
    {
        var options = new MailOptions();

        Assert.Equal(["00:00:30", "00:01:00", "00:02:00", "03:00:00", "03:00:00"], new[] { 1, 2, 3, 10, 500 }.Select(attempt => options.PauseAfter(attempt).ToString()));
    }

    [Fact]
    public async Task What_other_keys_sealed_is_given_up_and_holds_nothing_up()
    {
        var odd = new NewMail { Kind = MailKind.Letter, Recipient = "odd@example.org", Subject = "odd", Text = "sealed elsewhere", Language = "en", TriedFor = TimeSpan.FromDays(1) };
        await _hub.Services.GetRequiredService<WaitingMails>().PostAsync(odd, Token);
        await GiveAddressAsync(await _hub.MemberAsync("Nils"), "nils@example.org");

        Assert.Contains("/account/address?token=", LinkIn("nils@example.org"), StringComparison.Ordinal);
        await EmptyAsync();
        Assert.Contains(_hub.Log.Lines, line => line.Event == 1304);
    }

    private static Task<Answer> GiveAddressAsync(Visitor visitor, string address) =>
        visitor.SubmitAsync("/account/manage", "Input.Address", new() { ["Input.Address"] = address, ["Input.Password"] = TestHub.Password });

    private string LinkIn(string to) => Link().Match(_hub.Post.Take(to).TextBody!).Value[MailHub.Site.Length..];

    private Task<IReadOnlyList<string>> WaitingAsync(string column) => _hub.ReadAsync($"SELECT {column} FROM WaitingMails");

    private Task EmptyAsync() => UntilAsync(async () => (await WaitingAsync("Id")).Count == 0);

    // The rows are what tells; a minute is for a machine that is busy.
    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await isSo()) await Task.Delay(20, patience.Token);
    }

    [GeneratedRegex(@"https://\S+")]
    private static partial Regex Link();
}
