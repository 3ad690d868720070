using ConceptHub.Diffusion.Text;

namespace ConceptHub.Diffusion.Tests.Text;

public sealed class WordTokenizerTests
{
    private static readonly string[] Words =
        ["a", "photo", "of", "cat", "cats", "caterpillar", "at", "banana", "ana", "anana", "nan", "red", "bred", "Ærø", ",", "7", "mississippi", "issi"];

    [Fact]
    public void Listed_words_are_one_token_each()
    {
        var tokenizer = WordTokenizerBuilder.Build(Words);

        var encoded = tokenizer.EncodeWords(string.Join(' ', Words), 77);

        Assert.All(encoded.Words, word => Assert.Equal(1, word.Length));
        Assert.Equal(Words.Length, encoded.Words.Select(word => encoded.Ids[word.Start]).Distinct().Count());
    }

    [Fact]
    public void Unknown_words_fall_back_to_several_tokens()
    {
        var encoded = WordTokenizerBuilder.Build(Words).EncodeWords("catamaran", 77);

        Assert.True(encoded.Words.Single().Length > 1);
    }

    [Fact]
    public void Saved_tokenizer_reads_back_equal()
    {
        var folder = Directory.CreateTempSubdirectory("concepthub-tokenizer-").FullName;
        var tokenizer = WordTokenizerBuilder.Build(Words, maxLength: 32);

        tokenizer.Save(folder);
        var read = CLIPTokenizer.Load(folder);

        Assert.Equal(tokenizer.Encode("a photo of catamaran, 7 ÆRØ", 32), read.Encode("a photo of catamaran, 7 ÆRØ", 32));
        Assert.Equal((tokenizer.VocabularySize, 32), (read.VocabularySize, read.MaxLength));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Word_that_would_be_split_is_refused()
    {
        Assert.Throws<ArgumentException>(() => WordTokenizerBuilder.Build(["ice-cream"]));
    }

    [Theory]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("a\u0323\u0302", "\u1EAD")]            // dot below, then circumflex: both compose
    [InlineData("a\u0302\u0323", "\u1EAD")]            // marks are sorted first
    [InlineData("\u1112\u1161\u11AB", "\uD55C")]        // Hangul
    [InlineData("\u212B", "\u00C5")]                    // Angstrom sign is the letter
    [InlineData("\u0958", "\u0915\u093C")]              // excluded from composition
    public void Composed_text_is_normal_form_c(string text, string expected)
    {
        Assert.Equal(expected, CanonicalComposition.Compose(text));
    }
}
