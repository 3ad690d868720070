using System.Globalization;
using ConceptHub.Catalog;
using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Mail;

/// <summary>Writes the mails of the site, each in the language of the page that was the reason for it. Without a mail server nothing is written.</summary>
public sealed class Letters(LetterBox box, MailOptions options, RecoveryLinks recoveries)
{
    // Whoever waited a day has asked again, or remembered.
    private static readonly TimeSpan RecoveryTriedFor = TimeSpan.FromDays(1);

    /// <summary>Whether this site sends mail.</summary>
    public bool AreOn => options.IsOn;

    /// <summary>For the change that makes the token; then <see cref="Knock"/>.</summary>
    public NewMail? ConfirmAddress(Guid memberId, string userName, string address, string token) => Written(memberId, AddressLinks.Life,
        () => new Letter(address, MailTexts.ConfirmSubject, [MailTexts.Hello.With(userName), MailTexts.ConfirmWhat, MailTexts.NotYou], Link("account/address", token)));

    /// <summary>To the address that was the member's until now; for the change itself, then <see cref="Knock"/>.</summary>
    public NewMail? AddressChanged(Guid memberId, string userName, string former) => Written(memberId, null,
        () => new Letter(former, MailTexts.ChangedSubject, [MailTexts.Hello.With(userName), MailTexts.AddressChanged, MailTexts.NotYourDoing], null));

    /// <summary>Says that a mail was added to a change that is made now.</summary>
    public void Knock() => box.Knock();

    /// <summary>Sends a recovery link if there is a member to send it to. Whether there is, is found out behind the page: it answers as fast and as little in any case.</summary>
    public async Task RecoverAsync(string nameOrAddress)
    {
        if (AreOn) await box.PostAsync(new NewMail { Kind = MailKind.Recovery, Recipient = nameOrAddress.Trim().ToUpperInvariant(), Language = CultureInfo.CurrentUICulture.Name, TriedFor = RecoveryTriedFor });
    }

    public Task PasswordChangedAsync(Member member) => NoticeAsync(member, () => MailTexts.PasswordChanged);

    public Task TwoStepsChangedAsync(Member member, bool isOn) => NoticeAsync(member, () => isOn ? MailTexts.TwoStepsOn : MailTexts.TwoStepsOff);

    public Task PasskeyAddedAsync(Member member) => NoticeAsync(member, () => MailTexts.PasskeyAdded);

    /// <summary>Makes the link that was asked for, when its mail goes; a link of an earlier attempt ends.</summary>
    /// <returns>Null when there is nobody to send it to.</returns>
    internal async Task<Letter?> RecoveryAsync(DueMail mail, CancellationToken cancellation)
    {
        if (await recoveries.IssueByMailAsync(mail.Recipient, cancellation) is not { } found) return null;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(mail.Language);
        return new Letter(found.Address, MailTexts.RecoverSubject, [MailTexts.Hello.With(found.UserName), MailTexts.RecoverWhat, MailTexts.RecoverNotYou], Link("account/recover", found.Token));
    }

    // Identity saves by itself, so a notice is a row of its own right behind the change that it tells of.
    private async Task NoticeAsync(Member member, Func<string> what)
    {
        if (member is not { EmailConfirmed: true, Email: { } address, UserName: { } name }) return;
        if (Written(member.Id, null, () => new Letter(address, MailTexts.ChangedSubject, [MailTexts.Hello.With(name), what(), MailTexts.NotYourDoing], null)) is { } mail) await box.PostAsync(mail);
    }

    private NewMail? Written(Guid memberId, TimeSpan? triedFor, Func<Letter> write) => AreOn ? box.Seal(write(), memberId, CultureInfo.CurrentUICulture.Name, triedFor) : null;

    private Uri Link(string page, string token) => new($"{options.Site.TrimEnd('/')}/{page}?token={Uri.EscapeDataString(token)}");
}
