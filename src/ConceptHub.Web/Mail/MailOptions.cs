using System.Globalization;
using ConceptHub.Catalog;
using MailKit.Security;

namespace ConceptHub.Web.Mail;

public enum MailSecurity
{
    /// <summary>Plain, for a server on the same machine. No password goes over it.</summary>
    None,

    /// <summary>Plain until the server agrees to encrypt, which it must.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte, usually on port 465.</summary>
    Tls,
}

/// <summary>Section <c>Mail</c> of the settings. A class and no record: a record would print its password.</summary>
public sealed class MailOptions
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(3);

    /// <summary>The SMTP server; empty for a site that sends no mail.</summary>
    public string Host { get; init; } = "";

    /// <summary>Default 587.</summary>
    public int Port { get; init; } = 587;
    public MailSecurity Security { get; init; } = MailSecurity.StartTls;

    /// <summary>Empty for a server that asks nobody.</summary>
    public string User { get; init; } = "";
    public string Password { get; init; } = "";

    /// <summary>Who the mails are from, such as <c>hub@example.org</c>.</summary>
    public string From { get; init; } = "";

    /// <summary>The site's own address, such as <c>https://example.org/hub</c>, which links begin with. What a visitor's browser calls the site is not to be believed: it could lead others elsewhere.</summary>
    public string Site { get; init; } = "";

    /// <summary>Before a mail is tried for the second time; each pause after it is twice as long, up to three hours. Default half a minute.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a notice is tried; default three days. Mails with a link are given up when the link ends, after a day.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(3);

    public bool IsOn => Host.Length > 0;

    /// <summary>What is wrong with the settings, or null.</summary>
    internal string? Problem => IsOn switch
    {
        false => null,
        true when Port is < 1 or > 65535 => string.Create(CultureInfo.InvariantCulture, $"Mail:Port is {Port}; it goes from 1 to 65535."),
        true when AddressLinks.Problem(From) is not null => $"Mail:From is '{From}'; it must be an address such as hub@example.org.",
        true when !Uri.TryCreate(Site, UriKind.Absolute, out var site) || (site.Scheme != Uri.UriSchemeHttps && site.Scheme != Uri.UriSchemeHttp) =>
            $"Mail:Site is '{Site}'; it must be the site's own address, such as https://example.org, for the links in mails.",
        true when (User.Length == 0) != (Password.Length == 0) => "Mail:User and Mail:Password belong together; one of them is missing.",
        true when User.Length > 0 && Security == MailSecurity.None => "Mail:Security is None, which would send Mail:Password in the clear; it must be StartTls or Tls.",
        true when RetryAfter <= TimeSpan.Zero => $"Mail:RetryAfter is {RetryAfter}; it must be more than nothing, such as 00:00:30.",
        true when GiveUpAfter < RetryAfter => $"Mail:GiveUpAfter is {GiveUpAfter}, less than Mail:RetryAfter; it must be longer, such as 3.00:00:00 for three days.",
        _ => null,
    };

    /// <param name="attempt">The one that failed, from 1.</param>
    internal TimeSpan PauseAfter(int attempt) => TimeSpan.FromTicks((long)Math.Min(RetryAfter.Ticks * Math.Pow(2, attempt - 1), LongestPause.Ticks));

    internal SecureSocketOptions Sockets => Security switch
    {
        MailSecurity.None => SecureSocketOptions.None,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => throw new InvalidOperationException($"Mail:Security is {Security}."),
    };
}
