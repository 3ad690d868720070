using ConceptHub.BlockLora;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Tests.Compose;

public sealed class PromptPhrasesTests
{
    [Theory]
    [InlineData("a photo of <mira> person", "")]
    [InlineData("a photo of <mira> person on a beach", "a photo of on a beach")]
    [InlineData("<mira> person, a dog", "a dog")]
    [InlineData("a dog and <mira> woman", "a dog and <mira> woman")]
    [InlineData("a dog", "a dog")]
    public void Removed_concept_leaves_the_words_of_others(string prompt, string expected) =>
        Assert.Equal(expected, PromptPhrases.Without(prompt, "<mira> person"));

    [Fact]
    public void First_prompt_calls_the_concept()
    {
        foreach (var kind in Enum.GetValues<ConceptKind>())
            Assert.True(PromptPhrases.Holds(PromptPhrases.First(kind, "<mira> person"), "<mira> person"));
    }
}
