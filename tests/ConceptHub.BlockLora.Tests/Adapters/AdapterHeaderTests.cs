namespace ConceptHub.BlockLora.Tests.Adapters;

public sealed class AdapterHeaderTests
{
    [Fact]
    public void Header_says_what_the_adapter_is_and_how_it_was_trained()
    {
        var header = AdapterHeader.Of(new Dictionary<string, string>
        {
            ["blocklora.scheme"] = "1",
            ["blocklora.base_hash"] = "abc",
            ["blocklora.concept_number"] = "7",
            ["blocklora.codeword"] = "7,7",
            ["blocklora.training"] = """{"steps":"400","seed":"3"}""",
            ["modelspec.title"] = "Mira",
        });

        Assert.Equal(("1", "abc", "7", "7,7", null), (header.Format, header.BaseModel, header.Number, header.Blocks, header.Plan));
        Assert.Equal([new HeaderText("seed", "3"), new HeaderText("steps", "400")], header.Training);
        Assert.Equal([new HeaderText("modelspec.title", "Mira")], header.Others);
    }

    [Fact]
    public void Hostile_header_is_cut_and_nothing_of_it_is_believed()
    {
        var texts = Enumerable.Range(0, 300).ToDictionary(i => $"key {i:000}", _ => new string('x', 5000));
        texts["blocklora.training"] = "[1, 2";

        var header = AdapterHeader.Of(texts);

        Assert.Empty(header.Training);
        Assert.Equal(AdapterHeader.MostTexts, header.Others.Count);
        Assert.All(header.Others, line => Assert.Equal((HeaderText.Longest, '…'), (line.Value.Length, line.Value[^1])));
    }

    [Theory]
    [InlineData("blocklora.mid_block.attn1.to_q.A", "mid_block.attn1.to_q", "A", false)]
    [InlineData("blocklora.standalone.mid_block.attn1.to_q.B", "mid_block.attn1.to_q", "B", true)]
    [InlineData("blocklora.tokens", null, "tokens", false)]
    [InlineData("lora_unet_x.alpha", null, "lora_unet_x.alpha", false)]
    public void Name_of_a_tensor_says_its_layer(string name, string? layer, string part, bool isStandalone) =>
        Assert.Equal(new AdapterTensorName(layer, part, isStandalone), AdapterTensorName.Of(name));
}
