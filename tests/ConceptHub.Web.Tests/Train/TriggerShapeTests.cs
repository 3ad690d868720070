using ConceptHub.Web.Train;

namespace ConceptHub.Web.Tests.Train;

public sealed class TriggerShapeTests
{
    [Theory]
    [InlineData("mira")]
    [InlineData("my-dog-2")]
    [InlineData("abc")]
    [InlineData("abcdefghijklmnopqrstu")]
    public void Good_words_pass(string word) => Assert.Null(TriggerShape.Problem(word));

    [Theory]
    [InlineData("ab")]
    [InlineData("2dogs")]
    [InlineData("-dog")]
    [InlineData("mira person")]
    [InlineData("<mira>")]
    [InlineData("abcdefghijklmnopqrstuv")]
    [InlineData("mïra")]
    public void Bad_words_get_a_sentence(string word) => Assert.NotNull(TriggerShape.Problem(word));
}
