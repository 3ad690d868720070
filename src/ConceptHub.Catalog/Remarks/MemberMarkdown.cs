using Markdig;
using Markdig.Syntax;

namespace ConceptHub.Catalog;

/// <summary>Markdown as members write it: without HTML, with mentions. Who is told and what is shown come from the same reading.</summary>
public static class MemberMarkdown
{
    public static MarkdownPipeline Pipeline { get; } = NewPipeline();

    public static MarkdownDocument Read(string text) => Markdown.Parse(text, Pipeline);

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
