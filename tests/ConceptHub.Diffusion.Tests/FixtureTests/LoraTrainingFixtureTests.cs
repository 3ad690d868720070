using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Tests.Fixtures;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.FixtureTests;

/// <summary>A training step's noise, target, loss and gradients, against peft's and diffusers'.</summary>
public sealed class LoraTrainingFixtureTests : IDisposable
{
    private readonly StableDiffusionModel _model = FixtureCases.TinyModel();

    [Theory]
    [InlineData("main")]
    [InlineData("other_target")]
    [InlineData("with_te")]
    public void Loss_and_gradients_of_the_matrices_are_the_reference_ones(string id)
    {
        using var scope = NewDisposeScope();
        var given = Given(id);
        var lora = new LoraPart(Guid.Empty, Lora(), (float)FixtureCases.Cases.GetProperty("training").GetProperty("lora_scale").GetDouble());

        var result = LoraGradient.Of(_model, lora, () => Loss(given));

        FixtureCases.Matches(Text(given, "loss"), tensor(new[] { result.Loss }));
        var modules = result.Modules.ToDictionary(m => m.Path);
        foreach (var gradient in given.GetProperty("grads").EnumerateObject())
        {
            var isDown = gradient.Name.EndsWith(".lora_A.weight", StringComparison.Ordinal);
            var module = modules[gradient.Name[..^".lora_A.weight".Length]];
            var name = gradient.Value.GetString()!;
            FixtureCases.Matches(name, tensor(isDown ? module.Down : module.Up).reshape(FixtureCases.Tensor(name).shape));
        }

        Assert.All(_model.AdaptableWeights.ByPath.Values, weight => Assert.False(weight.requires_grad));
        Assert.Empty(_model.Merge.Parts);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("other_target")]
    public void Branches_of_the_concept_trainer_learn_by_the_reference_gradients(string id)
    {
        using var scope = NewDisposeScope();
        var (given, lora) = (Given(id), Lora());
        var branched = _model.UNet.AdaptableLayers.ToDictionary(l => "unet." + l.Name, l => l.Layer);
        _model.Merge.Apply([new LoraPart(Guid.Empty, lora with { Modules = [.. lora.Modules.Where(m => !branched.ContainsKey(m.Path))] }, 1)]);
        using var generator = new Generator(1);
        var branches = lora.Modules.Where(m => branched.ContainsKey(m.Path)).ToDictionary(m => m.Path, m => Branch(m, generator));
        foreach (var (path, branch) in branches) branched[path].Branch = branch;

        Loss(given).backward();

        var compared = given.GetProperty("grads").EnumerateObject().Where(g => branches.ContainsKey(g.Name[..^".lora_A.weight".Length])).ToList();
        Assert.Equal(6, compared.Count);
        foreach (var gradient in compared)
        {
            var branch = branches[gradient.Name[..^".lora_A.weight".Length]];
            FixtureCases.Matches(gradient.Value.GetString()!, (gradient.Name.Contains("lora_A", StringComparison.Ordinal) ? branch.A : branch.B).grad!);
        }
    }

    public void Dispose() => _model.Dispose();

    private static JsonElement Given(string id) =>
        FixtureCases.Cases.GetProperty("training").GetProperty("cases").EnumerateArray().First(c => c.GetProperty("id").GetString() == id);

    private static string Text(JsonElement given, string name) => given.GetProperty(name).GetString()!;

    private OrdinaryLora Lora() => LoraFiles.Inspect(_model.AdaptableWeights, FixtureCases.PathOf("lora/lora_peft.safetensors"))
        .Match(it => it.Lora, it => throw new InvalidAdapterException(it.Problems));

    private Tensor Loss(JsonElement given)
    {
        var type = Text(given, "prediction_type") == "v_prediction" ? PredictionType.Velocity : PredictionType.Epsilon;
        using var schedule = new NoiseSchedule(_model.Scheduler with { PredictionType = type });
        var (x0, noise, timesteps) = (FixtureCases.Tensor("train.x0"), FixtureCases.Tensor("train.noise"), FixtureCases.Tensor("train.timesteps"));
        var noisy = schedule.AddNoise(x0, noise, timesteps);
        var target = schedule.Target(x0, noise, timesteps);
        var context = given.GetProperty("text_encoder_lora").GetBoolean() ? _model.TextEncoder.forward(FixtureCases.Tensor("train.ids"), null) : FixtureCases.Tensor("train.ctx");
        var predicted = _model.UNet.forward(noisy, timesteps, context);
        FixtureCases.Matches(Text(given, "noisy"), noisy);
        FixtureCases.Matches(Text(given, "target"), target);
        FixtureCases.Matches(Text(given, "pred"), predicted);
        return nn.functional.mse_loss(predicted, target);
    }

    private static BlockBranch Branch(LoraModule module, Generator generator)
    {
        var (outputs, inputs) = ((int)module.WeightShape[0], (int)module.WeightShape[1]);
        var branch = new BlockBranch(module.Path, inputs, 0, outputs, module.Rank, new EraseLoss(), generator, CPU);
        using var off = no_grad();
        branch.A.copy_(tensor(module.Down, branch.A.shape));
        branch.B.copy_(tensor(module.Up, branch.B.shape));
        return branch;
    }
}
