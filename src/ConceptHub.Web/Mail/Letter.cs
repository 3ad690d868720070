using System.Text.Encodings.Web;
using MimeKit;

namespace ConceptHub.Web.Mail;

/// <summary>A mail to one member, as text and as HTML with the same words. Never logged: its link is a key.</summary>
/// <param name="Link">Where it leads, under the words; null for a mere notice.</param>
public sealed record Letter(string To, string Subject, IReadOnlyList<string> Paragraphs, Uri? Link)
{
    internal MimeMessage Message(string from)
    {
        var message = new MimeMessage { Subject = Subject, Body = new BodyBuilder { TextBody = Text, HtmlBody = Html }.ToMessageBody() };
        message.From.Add(new MailboxAddress("ConceptHub", from));
        message.To.Add(new MailboxAddress("", To));
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: absence notes do not answer it
        return message;
    }

    private string Text => string.Join("\n\n", Link is null ? Paragraphs : [.. Paragraphs, Link.AbsoluteUri]) + "\n";

    private string Html
    {
        get
        {
            var words = string.Concat(Paragraphs.Select(paragraph => $"<p>{HtmlEncoder.Default.Encode(paragraph)}</p>\n"));
            var link = Link is null ? "" : $"<p><a href=\"{HtmlEncoder.Default.Encode(Link.AbsoluteUri)}\">{HtmlEncoder.Default.Encode(Link.AbsoluteUri)}</a></p>\n";
            return $"<!DOCTYPE html>\n<html><body>\n{words}{link}</body></html>\n";
        }
    }

    /// <summary>Says nothing: it would say everything.</summary>
    public override string ToString() => nameof(Letter);
}
