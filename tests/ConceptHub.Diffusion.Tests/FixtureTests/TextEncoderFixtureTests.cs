using ConceptHub.Diffusion.Tests.Fixtures;
using ConceptHub.Diffusion.Text;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.FixtureTests;

public sealed class TextEncoderFixtureTests
{
    [Fact]
    public void Exact_gelu_differs_from_quick_gelu()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var ids = FixtureCases.Tensor("te.ids");

        var difference = (Model().forward(ids, null) - Model("gelu").forward(ids, null)).abs().max().item<float>();

        Assert.True(difference > 1e-3, $"{difference}");
    }

    [Fact]
    public void Copied_table_rows_as_learned_tokens_say_the_same_as_the_words()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (model, ids) = (Model(), FixtureCases.Tensor("te.ids"));
        var word = ids[1, 2].item<long>();
        var learned = ids.masked_fill(ids == word, model.Config.VocabularySize);

        var encoding = model.Encode(learned, model.TokenTable[word].unsqueeze(0));

        FixtureCases.Matches("te.last_hidden_state", encoding.Hidden);
        FixtureCases.Matches("te.pooler_output", encoding.Pooled);
    }

    [Fact]
    public void Gradient_reaches_used_learned_tokens_only()
    {
        using var scope = NewDisposeScope();
        var model = Model();
        var ids = FixtureCases.Tensor("te.ids").narrow(0, 1, 1).clone();
        ids[0, 2] = model.Config.VocabularySize + 1;
        using var rows = zeros([2, model.Config.HiddenSize], requires_grad: true);

        model.Encode(ids, rows).Hidden.square().sum().backward();

        Assert.Equal(0, rows.grad![0].abs().sum().item<float>());
        Assert.True(rows.grad![1].abs().sum().item<float>() > 0);
    }

    [Fact]
    public void Initialised_models_of_one_seed_are_equal()
    {
        var config = CLIPTextConfig.Parse(FixtureCases.Text("tiny-sd/text_encoder/config.json"));

        string Seeded(ulong seed)
        {
            using var model = new CLIPTextModel(config);
            using var generator = new Generator(seed);
            model.Initialize(generator);
            return ModuleWeights.Hash(("", model));
        }

        Assert.Equal(Seeded(7), Seeded(7));
        Assert.NotEqual(Seeded(7), Seeded(8));
    }

    [Fact]
    public void Config_survives_being_written()
    {
        var config = CLIPTextConfig.Parse(FixtureCases.Text("tiny-sd/text_encoder/config.json"));

        Assert.Equal(config, CLIPTextConfig.Parse(config.ToJson()));
    }

    private static CLIPTextModel Model(string? activation = null)
    {
        var config = CLIPTextConfig.Parse(FixtureCases.Text("tiny-sd/text_encoder/config.json"));
        var model = new CLIPTextModel(activation is null ? config : config with { Activation = activation });
        ModuleWeights.Load(model, FixtureCases.PathOf("tiny-sd/text_encoder/model.safetensors"));
        return model;
    }
}
