using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Mail;

/// <summary>Writes the mails of the site, each in the language of the page that was the reason for it. Without a mail server nothing is written.</summary>
public sealed class Letters(LetterBox box, MailOptions options, RecoveryLinks recoveries)
{
    /// <summary>Whether this site sends mail.</summary>
    public bool AreOn => options.IsOn;

    public void ConfirmAddress(string userName, string address, string token) =>
        Post(address, () => (MailTexts.ConfirmSubject, [MailTexts.Hello.With(userName), MailTexts.ConfirmWhat, MailTexts.NotYou]), Link("account/address", token));

    /// <summary>Sends a recovery link if there is a member to send it to. Whether there is, is found out behind the page: it answers as fast and as little in any case.</summary>
    public void Recover(string nameOrAddress)
    {
        if (!AreOn) return;
        var language = CultureInfo.CurrentUICulture;
        box.Post(async cancellation =>
        {
            if (await recoveries.IssueByMailAsync(nameOrAddress, cancellation) is not { } found) return null;
            CultureInfo.CurrentUICulture = language;
            return new Letter(found.Address, MailTexts.RecoverSubject, [MailTexts.Hello.With(found.UserName), MailTexts.RecoverWhat, MailTexts.RecoverNotYou], Link("account/recover", found.Token));
        });
    }

    public void PasswordChanged(Member member) => Notice(member, () => MailTexts.PasswordChanged);

    public void TwoStepsChanged(Member member, bool isOn) => Notice(member, () => isOn ? MailTexts.TwoStepsOn : MailTexts.TwoStepsOff);

    public void PasskeyAdded(Member member) => Notice(member, () => MailTexts.PasskeyAdded);

    /// <summary>To the address that was the member's until now.</summary>
    public void AddressChanged(string userName, string former) =>
        Post(former, () => (MailTexts.ChangedSubject, [MailTexts.Hello.With(userName), MailTexts.AddressChanged, MailTexts.NotYourDoing]), null);

    private void Notice(Member member, Func<string> what)
    {
        if (member is { EmailConfirmed: true, Email: { } address, UserName: { } name }) Post(address, () => (MailTexts.ChangedSubject, [MailTexts.Hello.With(name), what(), MailTexts.NotYourDoing]), null);
    }

    private void Post(string to, Func<(string Subject, IReadOnlyList<string> Paragraphs)> words, Uri? link)
    {
        if (!AreOn) return;
        var (subject, paragraphs) = words();
        box.Post(_ => Task.FromResult<Letter?>(new Letter(to, subject, paragraphs, link)));
    }

    private Uri Link(string page, string token) => new($"{options.Site.TrimEnd('/')}/{page}?token={Uri.EscapeDataString(token)}");
}
