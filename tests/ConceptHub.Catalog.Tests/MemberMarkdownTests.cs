namespace ConceptHub.Catalog.Tests;

public sealed class MemberMarkdownTests
{
    [Theory]
    [InlineData("> ")]
    [InlineData("- ")]
    [InlineData("1. ")]
    [InlineData("**a ")]
    [InlineData("[")]
    public void Words_that_nest_without_end_are_shown_and_keep_nobody_from_the_page(string nested)
    {
        var text = string.Concat(Enumerable.Repeat(nested, 4000 / nested.Length));

        Assert.NotEmpty(MemberMarkdown.Read(text));
        Assert.InRange(MemberMarkdown.MentionsIn(text + " @ann").Count, 0, 1);
    }
}
