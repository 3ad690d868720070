using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace ConceptHub.Catalog;

/// <summary>Markdown as members write it: without HTML, with mentions. Who is told and what is shown come from the same reading.</summary>
public static class MemberMarkdown
{
    public static MarkdownPipeline Pipeline { get; } = NewPipeline();

    /// <returns>What nests deeper than the parser goes is shown as it stands: it must not keep everybody from the page it is on.</returns>
    public static MarkdownDocument Read(string text)
    {
        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            return Plain(text);
        }
    }

    /// <summary>The words without any meaning.</summary>
    public static MarkdownDocument Plain(string text) => [new ParagraphBlock { Inline = new ContainerInline().AppendChild(new LiteralInline(text)) }];

    /// <summary>The names that a text mentions, each once.</summary>
    public static IReadOnlyList<string> MentionsIn(string text) =>
        text.Contains('@', StringComparison.Ordinal) ? [.. Read(text).Descendants<Mention>().Where(mention => !mention.IsInLink).Select(mention => mention.Name).Distinct(StringComparer.OrdinalIgnoreCase)] : [];

    private static MarkdownPipeline NewPipeline()
    {
        var builder = new MarkdownPipelineBuilder().DisableHtml().UseAutoLinks().UseEmphasisExtras();
        builder.InlineParsers.Add(new MentionParser());
        return builder.Build();
    }
}
