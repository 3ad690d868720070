using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Web.Compose;

namespace ConceptHub.Web.Tests.Compose;

public sealed class PromptPhrasesTests
{
    [Theory]
    [InlineData("a photo of <mira> person", "")]
    [InlineData("a photo of <mira> person on a beach", "a photo on a beach")]
    [InlineData("a photo of <mira> person and a dog in snow", "a photo of a dog in snow")]
    [InlineData("a photo of a dog and <mira> person in snow", "a photo of a dog in snow")]
    [InlineData("a photo of a dog and <mira> person and a cat", "a photo of a dog and a cat")]
    [InlineData("a photo of a dog with <mira> person", "a photo of a dog")]
    [InlineData("a castle <mira> person and a dog", "a castle and a dog")]
    [InlineData("<mira> person and a dog", "a dog")]
    [InlineData("sand <mira> person in snow", "sand in snow")]
    [InlineData("<mira> person, a dog", "a dog")]
    [InlineData("a dog and <mira> woman", "a dog and <mira> woman")]
    [InlineData("a dog", "a dog")]
    [InlineData("a photo of (<mira> person:1.2)", "")]
    [InlineData("a dog, ((<mira> person):0.8) and [<mira> person], a cat", "a dog, a cat")]
    [InlineData("(<mira> person smiling:1.2) in snow", "(smiling:1.2) in snow")]
    [InlineData("(a dog, <mira> person:1.2)", "(a dog,:1.2)")]
    [InlineData("a  dog ,  with () and <mira> person.", "a  dog ,  with ().")]
    [InlineData("a dog and <mira> personality", "a dog and <mira> personality")]
    [InlineData("a, <mira> person, b", "a, b")]
    public void Removed_concept_leaves_the_words_of_others(string prompt, string expected) =>
        Assert.Equal(expected, PromptPhrases.Without(prompt, "<mira> person"));

    [Theory]
    [InlineData("a photo of <mira> person in <magna> cave in <blupa> style", "a photo of <mira> person in <magna> cave")]
    [InlineData("a house in <blupa> style", "")]
    [InlineData("a photo of <mira> person in <blupa> style, at night", "a photo of <mira> person, at night")]
    [InlineData("a photo of <mira> person in <blupa> style and <terma> style", "a photo of <mira> person in <terma> style")]
    public void Removed_style_takes_the_word_before_it_along(string prompt, string expected) =>
        Assert.Equal(expected, PromptPhrases.Without(prompt, "<blupa> style"));

    [Theory]
    [InlineData("a photo of <mira> person in a red coat, a dog", true)]
    [InlineData("a photo of <MIRA> person in a red coat", true)]
    [InlineData("a photo of <mira> person in a red coats", false)]
    [InlineData("a photo of <mira> person", false)]
    public void Look_is_said_where_all_of_it_stands(string prompt, bool isSaid) => Assert.Equal(isSaid, PromptPhrases.Says(prompt, "<mira> person in a red coat"));

    [Fact]
    public void Removed_concept_takes_its_looks_along()
    {
        var item = RecipeItems.Item("Mira", ConceptKind.Person, looks: [new Look("Coat", "in a coat"), new Look("Long coat", "in a coat of fur")]);

        Assert.Equal(["<mira> person in a coat of fur", "<mira> person in a coat", "<mira> person"], item.Phrases);
        Assert.Equal("a dog", item.Phrases.Aggregate("a dog, <mira> person in a coat of fur, <mira> person", PromptPhrases.Without));
    }

    [Theory]
    [InlineData("a photo of (<mira> person:1.2)")]
    [InlineData("[<MIRA>] in snow")]
    public void Weighed_concept_is_still_called(string prompt) => Assert.True(PromptPhrases.Holds(prompt, "<mira> person"));

    [Theory]
    [InlineData("a photo of <mira> person", "Person <mira> person")]
    [InlineData("a photo of <mira> person and <tano> person and <hami> mug", "Person <mira> person", "Subject <hami> mug", "Person <tano> person")]
    [InlineData("a photo of <magna> cave", "Scene <magna> cave")]
    [InlineData("a house in <blupa> style", "Style <blupa> style")]
    [InlineData("a photo of <magna> cave in <blupa> style", "Style <blupa> style", "Scene <magna> cave")]
    [InlineData("a photo of <mira> person in <magna> cave in <blupa> style", "Scene <magna> cave", "Style <blupa> style", "Person <mira> person")]
    [InlineData("")]
    public void Proposed_prompt_calls_every_concept(string expected, params string[] concepts)
    {
        var phrases = concepts.Select(text => text.Split(' ', 2)).Select(parts => (Enum.Parse<ConceptKind>(parts[0]), parts[1])).ToList();

        var prompt = PromptPhrases.Of(phrases);

        Assert.Equal(expected, prompt);
        Assert.All(phrases, it => Assert.True(PromptPhrases.Holds(prompt, it.Item2)));
    }
}
