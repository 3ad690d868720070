using ConceptHub.Diffusion.Tests.Fixtures;
using ConceptHub.Diffusion.Text;

namespace ConceptHub.Diffusion.Tests.FixtureTests;

public sealed class TokenizerFixtureTests
{
    private const int Length = 77;
    private readonly CLIPTokenizer _tokenizer = CLIPTokenizer.Load(FixtureCases.PathOf("tiny-sd/tokenizer"));

    [Theory]
    [InlineData(0)]   // curly quotes
    [InlineData(1)]   // ligature, full-width letters
    [InlineData(5)]   // zero-width space, soft hyphen
    public void Typographic_prompts_get_the_ids_of_ftfy(int index)
    {
        var prompt = FixtureCases.Cases.GetProperty("tokenizer").GetProperty("quirk_prompts")[index].GetString()!;
        var expected = FixtureCases.Longs("tok.quirk_ids_ftfy").Chunk(Length).ElementAt(index);

        Assert.Equal(expected, _tokenizer.Encode(prompt, Length));
    }

    [Fact]
    public void Words_name_the_positions_of_their_tokens()
    {
        var prompt = _tokenizer.EncodeWords("a Photo of a zebra,", Length);

        Assert.Equal(["a", "photo", "of", "a", "zebra", ","], prompt.Words.Select(w => w.Text));
        Assert.Equal(1, prompt.Words[0].Start);
        Assert.All(prompt.Words.Zip(prompt.Words.Skip(1)), pair => Assert.Equal(pair.First.Start + pair.First.Length, pair.Second.Start));
        Assert.Equal(_tokenizer.EndId, prompt.Ids[prompt.Words[^1].Start + prompt.Words[^1].Length]);
        Assert.Empty(prompt.LeftOut);
    }

    [Fact]
    public void Words_beyond_the_length_are_left_out()
    {
        var prompt = _tokenizer.EncodeWords("cat cat cat dog", 5);

        Assert.Equal(3, prompt.Words.Count);
        Assert.Equal(["dog"], prompt.LeftOut);
        Assert.Equal(_tokenizer.EndId, prompt.Ids[^1]);
    }

    [Fact]
    public void Trigger_becomes_its_added_ids_whatever_stands_around_it()
    {
        var first = _tokenizer.VocabularySize;
        var knowing = _tokenizer.WithAddedTokens(new Dictionary<string, int[]> { ["<mira>"] = [first, first + 1] });

        var ids = knowing.Encode("a photo of <Mira>, smiling", Length);
        var plain = _tokenizer.Encode("a photo of , smiling", Length);

        Assert.Equal([first, first + 1], ids[4..6]);
        Assert.Equal(plain[..4], ids[..4]);
        Assert.Equal(plain[4..^2], ids[6..]);
        Assert.DoesNotContain(_tokenizer.Encode("<mira>", Length), id => id >= first);
    }

    [Fact]
    public void Trigger_without_brackets_matches_whole_words_only()
    {
        var knowing = _tokenizer.WithAddedTokens(new Dictionary<string, int[]> { ["mira"] = [5000] });

        Assert.Contains(5000L, knowing.Encode("mira's hat", Length));
        Assert.DoesNotContain(5000L, knowing.Encode("a miracle", Length));
    }
}
