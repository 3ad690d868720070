using System.Security.Cryptography;
using ConceptHub.Catalog;

namespace ConceptHub.Web.Mail;

/// <summary>
/// Sends what waits, one letter after another; what fails is tried again with growing pauses until its time is over, unless the server said never.
/// A site that is killed between the server's yes and the end of the row sends that mail twice rather than never.
/// </summary>
internal sealed partial class LetterCarrier(LetterBox box, Letters letters, WaitingMails waiting, IMailer mailer, MailOptions options, TimeProvider clock, ILogger<LetterCarrier> log) : BackgroundService
{
    // Other processes write mails, too, and do not knock here.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.IsOn)
        {
            await waiting.SweepAsync(stoppingToken); // of the time when it was on
            return;
        }

        while (true)
        {
            var sleep = LongestSleep;
            try
            {
                while (await waiting.NextAsync(stoppingToken) is { } mail) await CarryAsync(mail, stoppingToken);
                if (await waiting.NextDueAsync(stoppingToken) is { } due) sleep = TimeSpan.FromTicks(Math.Clamp((due - clock.GetUtcNow()).Ticks, 0, LongestSleep.Ticks));
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogStumbled(fault.GetType().Name); // the rows are still there
            }

            await box.KnockedAsync(sleep, stoppingToken);
        }
    }

    private async Task CarryAsync(DueMail mail, CancellationToken cancellation)
    {
        try
        {
            if (await WrittenAsync(mail, cancellation) is { } letter)
            {
                await mailer.SendAsync(letter, cancellation);
                LogSent(mail.Attempt);
            }

            await waiting.RemoveAsync(mail.Id, CancellationToken.None); // whoever stops the site now must not have it sent twice
        }
        catch (Exception fault)
        {
            if (cancellation.IsCancellationRequested)
            {
                await waiting.GiveBackAsync(mail.Id, CancellationToken.None);
                throw;
            }

            await FailedAsync(mail, fault);
        }
    }

    /// <returns>Null when there is nobody to write to.</returns>
    private async Task<Letter?> WrittenAsync(DueMail mail, CancellationToken cancellation) => mail.Kind switch
    {
        MailKind.Letter => box.Open(mail),
        MailKind.Recovery => await letters.RecoveryAsync(mail, cancellation),
        _ => throw new InvalidOperationException($"There is no mail of kind {mail.Kind}."),
    };

    // To its end, whoever stops the site: a row left in hand would wait for its lease.
    private async Task FailedAsync(DueMail mail, Exception fault)
    {
        var kind = fault.GetType().Name; // its words could hold an address or a link
        if (SmtpMailer.IsFinal(fault) || fault is CryptographicException)
        {
            await waiting.RemoveAsync(mail.Id, CancellationToken.None);
            LogLost(mail.Attempt, kind);
        }
        else if (await waiting.FailedAsync(mail.Id, kind, options.PauseAfter(mail.Attempt), CancellationToken.None)) LogFailed(mail.Attempt, kind);
        else LogLost(mail.Attempt, kind);
    }

    [LoggerMessage(EventId = 1302, Level = LogLevel.Information, Message = "A mail was sent, at attempt {Attempt}.")]
    private partial void LogSent(int attempt);

    [LoggerMessage(EventId = 1303, Level = LogLevel.Warning, Message = "A mail could not be sent, attempt {Attempt}: {Fault}. It is tried again.")]
    private partial void LogFailed(int attempt, string fault);

    [LoggerMessage(EventId = 1304, Level = LogLevel.Error, Message = "A mail was given up after attempt {Attempt}: {Fault}.")]
    private partial void LogLost(int attempt, string fault);

    [LoggerMessage(EventId = 1305, Level = LogLevel.Error, Message = "Waiting mails could not be read: {Fault}. It is tried again.")]
    private partial void LogStumbled(string fault);
}
