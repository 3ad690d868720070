using ConceptHub.Web.Shell;

namespace ConceptHub.Web.Tests.Shell;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("> ", 60)]
    [InlineData("> ", 130)]
    [InlineData("> ", 2000)]
    [InlineData("- ", 2000)]
    [InlineData("**a ", 1000)]
    [InlineData("*a ", 1000)]
    public void Words_that_nest_without_end_are_shown(string nested, int times)
    {
        var html = MarkdownText.Html(string.Concat(Enumerable.Repeat(nested, times)) + "the end", []);

        Assert.Contains("the end", html);
    }
}
