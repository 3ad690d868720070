using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Razor.Language;
using Microsoft.AspNetCore.Razor.Language.Intermediate;

namespace ConceptHub.Architecture.Tests;

/// <summary>What visitors read stands in resource files (docs/translation.md), not in markup.</summary>
public sealed partial class TextTests
{
    // Attributes of elements and parameters of components that are shown or read out.
    private static readonly HashSet<string> Told =
    [
        "alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "data-key-name", "data-key-told", "placeholder", "title",
        "Description", "HelperText", "Label", "Lead", "Lost", "PictureAlt", "Placeholder", "Text", "Title", "Words",
    ];

    // The same in every language: the site's name, names of keys and settings.
    private static readonly string[] Same = ["<!DOCTYPE html>", "ConceptHub", "Concept", "Hub", "Ctrl", "Enter", "Esc", "Shift", "Engine:Model", "/metrics"];

    private const string ScriptInComponent = "RZ9992";

    private static readonly RazorProjectEngine Engine = RazorProjectEngine.Create(RazorConfiguration.Default, RazorProjectFileSystem.Create(Repository.Root), KeepElements);

    [Fact]
    public void Markup_holds_no_text()
    {
        var found = Repository.SourceFiles(".razor")
            .SelectMany(file => Texts(File.ReadAllText(file)).Select(text => $"{Path.GetRelativePath(Repository.Root, file)}:{text}")).ToList();

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData("<p>\n    Hello</p>", "2: Hello")]
    [InlineData("<p>@count things</p>", "1: things")]
    [InlineData("""<img alt="A cat" />""", "1: A cat")]
    [InlineData("""<Field Label="Size of @name" />""", "1: Size of")]
    [InlineData("""<PageTitle>Jobs · ConceptHub</PageTitle>""", "1: Jobs · ConceptHub")]
    [InlineData("""@if (some) { <b>@(is ? "Yes" : no)</b> }""", "1: is ? \"Yes\" : no")]
    [InlineData("""<b title="@($"Of {name}")"></b>""", "1: $\"Of {name}\"")]
    public void Text_in_markup_is_found(string markup, string text) => Assert.Equal(text, Assert.Single(Texts(markup)));

    [Theory]
    [InlineData("""<p class="quiet" id="@($"of-{id}")">@Texts.Hello · <kbd>Esc</kbd> 5 × x &nbsp;</p>""")]
    [InlineData("@page \"/some\"\n@* a remark *@")]
    [InlineData("""<p title="@(state == "open" ? Texts.Open : "")">@(state is "over" ? Texts.Over : Name(state))</p>""")]
    [InlineData("""@code { private const string Name = "some words"; }""")]
    public void All_else_is_left_alone(string markup) => Assert.Empty(Texts(markup));

    /// <summary>Line and wording of each text.</summary>
    private static List<string> Texts(string markup)
    {
        // A directive that came after the parser's time; the line stays, so that lines are counted right.
        var source = RazorSourceDocument.Create(RenderMode().Replace(markup, ""), "page.razor");
        var document = Engine.Process(source, FileKinds.Component, [], []);
        Assert.DoesNotContain(document.GetCSharpDocument().Diagnostics, problem => problem.Severity == RazorDiagnosticSeverity.Error && problem.Id != ScriptInComponent);
        var reader = new Reader();
        reader.Visit(document.GetDocumentIntermediateNode());
        return reader.Found;
    }

    // Otherwise the parser turns elements without code back into one piece of HTML.
    private static void KeepElements(RazorProjectEngineBuilder builder)
    {
        foreach (var pass in builder.Features.Where(feature => feature.GetType().Name is "ComponentMarkupBlockPass" or "ComponentMarkupEncodingPass").ToList()) builder.Features.Remove(pass);
    }

    private sealed class Reader : IntermediateNodeWalker
    {
        public List<string> Found { get; } = [];

        public override void VisitHtml(HtmlContentIntermediateNode node)
        {
            foreach (var token in Tokens(node).Where(token => WordsIn(token.Content))) Add(token.Source, token.Content);
        }

        public override void VisitCSharpExpression(CSharpExpressionIntermediateNode node)
        {
            foreach (var token in Tokens(node).Where(token => QuotedIn(token.Content))) Add(token.Source, token.Content);
            VisitDefault(node);
        }

        public override void VisitHtmlAttribute(HtmlAttributeIntermediateNode node)
        {
            if (!Told.Contains(node.AttributeName)) return;
            var words = string.Concat(node.Children.OfType<HtmlAttributeValueIntermediateNode>().Select(value => value.Prefix + string.Concat(Tokens(value).Select(token => token.Content))));
            if (WordsIn(words)) Add(node.Source, words);
            foreach (var code in node.Children.OfType<CSharpExpressionAttributeValueIntermediateNode>().SelectMany(Tokens).Where(token => QuotedIn(token.Content))) Add(code.Source, code.Content);
        }

        private static IEnumerable<IntermediateToken> Tokens(IntermediateNode node) => node.Children.OfType<IntermediateToken>();

        private void Add(SourceSpan? at, string text) =>
            Found.Add($"{at?.LineIndex + 1 + text.TakeWhile(char.IsWhiteSpace).Count(letter => letter == '\n')}: {text.Trim()}");

        private static bool WordsIn(string text) => Word().IsMatch(Same.Aggregate(WebUtility.HtmlDecode(text), (rest, name) => rest.Replace(name, "", StringComparison.Ordinal)));

        private static bool QuotedIn(string code) => Quoted().Matches(code).Any(quoted => !quoted.Groups["compared"].Success && WordsIn(Gap().Replace(quoted.Value, "")));
    }

    [GeneratedRegex(@"^@rendermode .*$", RegexOptions.Multiline)]
    private static partial Regex RenderMode();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();

    [GeneratedRegex("""
        (?<compared>[=!]=\s*|\bis\s+)?"([^"\\]|\\.)*"
        """)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Gap();
}
