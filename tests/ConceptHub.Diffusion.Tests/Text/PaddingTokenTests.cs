using ConceptHub.Diffusion.Text;

namespace ConceptHub.Diffusion.Tests.Text;

/// <summary>Stable Diffusion 2's tokenizer pads with "!", which its two files do not agree about.</summary>
public sealed class PaddingTokenTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("concepthub-padding-").FullName;

    public PaddingTokenTests() => WordTokenizerBuilder.Build(["a", "cat", "!"]).Save(_folder);

    [Fact]
    public void Map_of_special_tokens_overrules_the_config()
    {
        Write("special_tokens_map.json", """{"pad_token":"!"}""");
        Write("tokenizer_config.json", """{"pad_token":"<|endoftext|>","model_max_length":77}""");

        var tokenizer = CLIPTokenizer.Load(_folder);

        Assert.Equal(0, tokenizer.PadId);   // the first byte symbol
        Assert.Equal([tokenizer.StartId, tokenizer.EndId, 0, 0], tokenizer.Encode("", 4));
    }

    [Fact]
    public void Config_that_lists_its_tokens_overrules_the_map()
    {
        Write("special_tokens_map.json", """{"pad_token":"!"}""");
        Write("tokenizer_config.json", """{"pad_token":"<|endoftext|>","added_tokens_decoder":{}}""");

        var tokenizer = CLIPTokenizer.Load(_folder);

        Assert.Equal(tokenizer.EndId, tokenizer.PadId);
    }

    [Fact]
    public void Exclamation_mark_is_then_the_padding_and_no_word()
    {
        Write("special_tokens_map.json", """{"pad_token":{"content":"!","lstrip":false}}""");
        var padded = CLIPTokenizer.Load(_folder);
        Write("special_tokens_map.json", """{"pad_token":"<|endoftext|>"}""");
        Write("tokenizer_config.json", "{}");
        var plain = CLIPTokenizer.Load(_folder);

        var (special, word) = (padded.Encode("a cat!", 6), plain.Encode("a cat!", 6));

        Assert.Equal(word[..3], special[..3]);
        Assert.Equal(0, special[3]);
        Assert.NotEqual(0, word[3]);
        Assert.Equal([0L, 0, 0], padded.Encode("!!!", 5)[1..4]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string file, string json) => File.WriteAllText(Path.Combine(_folder, file), json);
}
