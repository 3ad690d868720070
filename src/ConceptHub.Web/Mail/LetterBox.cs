using System.Text.Json;
using ConceptHub.Catalog;
using Microsoft.AspNetCore.DataProtection;

namespace ConceptHub.Web.Mail;

/// <summary>
/// Where letters wait until they are sent: rows of the database. What a row says is sealed, since a link is in it: who reads the database
/// alone opens nothing. A backup brings the keys along, so a seal is not enough for it: links end by themselves, a recovery link is not even
/// written before its mail goes, and a row goes as soon as the mail server has the mail.
/// </summary>
public sealed partial class LetterBox(WaitingMails waiting, MailOptions options, IDataProtectionProvider protection, ILogger<LetterBox> log) : IDisposable
{
    private readonly IDataProtector _seal = protection.CreateProtector("letters");
    private readonly SemaphoreSlim _knocks = new(0);

    /// <summary>A letter as it waits, to be added to the change that it tells of.</summary>
    /// <param name="triedFor">How long its link is good; null for a mere notice.</param>
    internal NewMail Seal(Letter letter, Guid memberId, string language, TimeSpan? triedFor) => new()
    {
        Kind = MailKind.Letter,
        MemberId = memberId,
        Recipient = letter.To,
        Subject = letter.Subject,
        Text = _seal.Protect(JsonSerializer.Serialize(new Sealed(letter.Paragraphs, letter.Link))),
        Language = language,
        TriedFor = triedFor ?? options.GiveUpAfter,
    };

    /// <exception cref="System.Security.Cryptography.CryptographicException">The keys of this site did not seal it.</exception>
    internal Letter Open(DueMail mail)
    {
        var read = JsonSerializer.Deserialize<Sealed>(_seal.Unprotect(mail.Text))!;
        return new Letter(mail.Recipient, mail.Subject, read.Paragraphs, read.Link);
    }

    internal async Task PostAsync(NewMail mail)
    {
        if (!await waiting.PostAsync(mail, CancellationToken.None)) LogFull(WaitingMails.Most);
        Knock();
    }

    /// <summary>Says that something new waits.</summary>
    internal void Knock()
    {
        if (_knocks.CurrentCount == 0) _knocks.Release();
    }

    internal Task KnockedAsync(TimeSpan atMost, CancellationToken cancellation) => _knocks.WaitAsync(atMost, cancellation);

    public void Dispose() => _knocks.Dispose();

    [LoggerMessage(EventId = 1301, Level = LogLevel.Error, Message = "A mail was left out: {Most} wait already.")]
    private partial void LogFull(int most);

    private sealed record Sealed(IReadOnlyList<string> Paragraphs, Uri? Link);
}
