using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax.Inlines;

namespace ConceptHub.Catalog;

/// <summary>An <c>@name</c> in a member's words, whether or not there is a member of that name.</summary>
public sealed class Mention : LeafInline
{
    public required string Name { get; init; }

    /// <summary>Within the words of a link, which leads elsewhere.</summary>
    public bool IsInLink
    {
        get
        {
            for (var around = Parent; around is not null; around = around.Parent)
            {
                if (around is LinkInline) return true;
            }

            return false;
        }
    }
}

/// <summary>Reads mentions where Markdown has words: never inside code.</summary>
internal sealed class MentionParser : InlineParser
{
    public MentionParser() => OpeningCharacters = ['@'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        // Behind a letter it is somebody's mail, behind a slash or before another @ a name on another site.
        if (slice.PeekCharExtra(-1) is '/' or '@' or '_' || char.IsLetterOrDigit(slice.PeekCharExtra(-1)) || !char.IsAsciiLetter(slice.PeekChar())) return false;
        var length = 1;
        while (slice.PeekChar(length + 1) is '-' or '_' || char.IsAsciiLetterOrDigit(slice.PeekChar(length + 1))) length++;
        if (slice.PeekChar(length + 1) == '@') return false;

        processor.Inline = new Mention { Name = slice.Text.Substring(slice.Start + 1, length) };
        slice.Start += length + 1;
        return true;
    }
}
