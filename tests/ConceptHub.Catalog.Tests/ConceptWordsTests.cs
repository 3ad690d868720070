namespace ConceptHub.Catalog.Tests;

public sealed class ConceptWordsTests
{
    [Theory]
    [InlineData("Rex the Dog!", "rex-the-dog")]
    [InlineData("  Zoë -- Café ", "zoe-cafe")]
    [InlineData("../../etc", "etc")]
    [InlineData("東京", "concept")]
    [InlineData("\uD800", "concept")] // half a character
    public void Slug_is_fit_for_an_address(string name, string slug) => Assert.Equal(slug, ConceptWords.Slug(name));

    [Theory]
    [InlineData("", false)]
    [InlineData("x", false)]
    [InlineData("rex", true)]
    [InlineData("<rex-2>", true)]
    [InlineData("2rex", false)]
    [InlineData("rex dog", false)]
    [InlineData("rex<script>", false)]
    [InlineData("réx", false)]
    [InlineData("a-word-that-is-far-too-long-to-type", false)]
    public void Trigger_word_is_one_plain_word(string word, bool good) => Assert.Equal(good, ConceptWords.TriggerProblem(word) is null);

    [Theory]
    [InlineData("R", false)]
    [InlineData("Rex", true)]
    [InlineData("Rex\nRex", false)]
    public void Name_is_one_line(string name, bool good) => Assert.Equal(good, ConceptWords.NameProblem(name) is null);
}
