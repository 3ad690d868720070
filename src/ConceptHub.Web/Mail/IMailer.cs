using MailKit.Net.Smtp;

namespace ConceptHub.Web.Mail;

/// <summary>Hands mails to whoever brings them.</summary>
public interface IMailer
{
    /// <exception cref="Exception">It was not taken; whether for good, <see cref="SmtpMailer.IsFinal"/> knows.</exception>
    Task SendAsync(Letter letter, CancellationToken cancellation);
}

/// <summary>Sends over SMTP, each mail on a connection of its own: there are few.</summary>
internal sealed class SmtpMailer(MailOptions options) : IMailer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task SendAsync(Letter letter, CancellationToken cancellation)
    {
        using var message = letter.Message(options.From);
        using var client = new SmtpClient { Timeout = (int)Patience.TotalMilliseconds };
        await client.ConnectAsync(options.Host, options.Port, options.Sockets, cancellation);
        if (options.User.Length > 0) await client.AuthenticateAsync(options.User, options.Password, cancellation);
        await client.SendAsync(message, cancellation);
        await client.DisconnectAsync(quit: true, cancellation);
    }

    /// <summary>Whether the server said that it will never take this mail (RFC 5321, section 4.2.1: the codes from 500 on).</summary>
    public static bool IsFinal(Exception fault) => fault is SmtpCommandException { StatusCode: >= (SmtpStatusCode)500 };
}
