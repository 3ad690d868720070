using Microsoft.EntityFrameworkCore;

namespace ConceptHub.Catalog.Tests;

public sealed class WaitingMailsTests : IAsyncLifetime
{
    private TestHub _hub = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private WaitingMails Mails => _hub.Get<WaitingMails>();

    public async ValueTask InitializeAsync() => _hub = await TestHub.StartAsync();

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task Mail_is_handed_to_one_sender_and_again_after_its_pause_until_its_time_is_over()
    {
        await Mails.PostAsync(Mail("ann@example.org"), Token);

        var first = await Mails.NextAsync(Token);
        Assert.Equal(("ann@example.org", "sealed", 1), (first!.Recipient, first.Text, first.Attempt));
        Assert.Null(await Mails.NextAsync(Token));
        Assert.True(await Mails.FailedAsync(first.Id, "SocketException", TimeSpan.FromHours(1), Token));
        Assert.Equal(_hub.Clock.GetUtcNow().AddHours(1), await Mails.NextDueAsync(Token));
        _hub.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Null(await Mails.NextAsync(Token));
        _hub.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, (await Mails.NextAsync(Token))!.Attempt);

        _hub.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(3, (await Mails.NextAsync(Token))!.Attempt);
        Assert.False(await Mails.FailedAsync(first.Id, "SocketException", TimeSpan.FromHours(1), Token));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Mail_of_a_sender_that_was_killed_comes_again_and_one_that_stopped_gives_it_back_at_once()
    {
        await Mails.PostAsync(Mail("ann@example.org"), Token);
        await Mails.NextAsync(Token);
        _hub.Clock.Advance(TimeSpan.FromMinutes(5));

        var again = (await Mails.NextAsync(Token))!;
        await Mails.GiveBackAsync(again.Id, Token);

        Assert.Equal(3, (await Mails.NextAsync(Token))!.Attempt);
        await Mails.RemoveAsync(again.Id, Token);
        Assert.Null(await Mails.NextDueAsync(Token));
    }

    [Fact]
    public async Task Mail_is_written_with_what_it_tells_of_or_not_at_all()
    {
        var (ann, ben) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"));
        var links = _hub.Get<AddressLinks>();
        await links.ConfirmAsync(await links.IssueAsync(ann.Id, "ann@example.org", token => Mail($"for {token.Length}"), Token), _ => Mail("former"), Token);
        Assert.Equal(["for 43", "former"], await RecipientsAsync());

        await links.ConfirmAsync(await links.IssueAsync(ben.Id, "ann@example.org", _ => null, Token), _ => Mail("taken"), Token);
        await links.RemoveAsync(ben, Mail, Token);
        Assert.Equal(["for 43", "former"], await RecipientsAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => links.RemoveAsync(ann, _ => throw new InvalidOperationException("no words"), Token));

        Assert.Equal("ann@example.org", (await links.MineAsync(ann, Token)).Known);
    }

    [Fact]
    public async Task Whoever_leaves_takes_waiting_mails_along_and_newer_words_replace_older_ones()
    {
        var (ann, ben) = (await _hub.JoinAsync("ann"), await _hub.JoinAsync("ben"));
        await Mails.PostAsync(Mail("ann@example.org") with { MemberId = ann.Id }, Token);
        await Mails.PostAsync(Mail("ben@example.org") with { MemberId = ben.Id }, Token);
        foreach (var words in new[] { "ANN", "ANN", "BEN" }) await Mails.PostAsync(Mail(words) with { Kind = MailKind.Recovery }, Token);
        Assert.Equal(4, await CountAsync());

        await _hub.Get<Leaving>().LeaveAsync(ann, handsOver: false, Token);

        Assert.Equal(["BEN", "ben@example.org"], (await RecipientsAsync()).Order(StringComparer.Ordinal));
    }

    private static NewMail Mail(string recipient) => new() { Kind = MailKind.Letter, Recipient = recipient, Text = "sealed", Language = "en", TriedFor = TimeSpan.FromDays(3) };

    private async Task<int> CountAsync() => (await RecipientsAsync()).Count;

    private async Task<List<string>> RecipientsAsync()
    {
        await using var database = _hub.Database();
        return await database.WaitingMails.OrderBy(m => m.MadeAt).ThenBy(m => m.Id).Select(m => m.Recipient).ToListAsync(Token);
    }
}
