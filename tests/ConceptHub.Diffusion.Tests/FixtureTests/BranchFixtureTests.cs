using System.Text.Json;
using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Schedulers;
using ConceptHub.Diffusion.Tests.Fixtures;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.FixtureTests;

/// <summary>
/// The branches that concepts are trained with, over all rows, are an ordinary LoRA: they must learn by peft's gradients. Whole LoRAs,
/// merged, are compared by <c>concepthub verify</c>.
/// </summary>
public sealed class BranchFixtureTests : IDisposable
{
    private readonly StableDiffusionModel _model = FixtureCases.TinyModel();

    [Theory]
    [InlineData("main", PredictionType.Epsilon)]
    [InlineData("other_target", PredictionType.Velocity)]
    public void Branches_of_the_concept_trainer_learn_by_the_reference_gradients(string id, PredictionType prediction)
    {
        using var scope = NewDisposeScope();
        var (given, lora) = (Given(id), Lora());
        var branched = _model.UNet.AdaptableLayers.ToDictionary(l => "unet." + l.Name, l => l.Layer);
        _model.Merge.Apply([new LoraPart(Guid.Empty, lora with { Modules = [.. lora.Modules.Where(m => !branched.ContainsKey(m.Path))] }, 1)]);
        using var generator = new Generator(1);
        var branches = lora.Modules.Where(m => branched.ContainsKey(m.Path)).ToDictionary(m => m.Path, m => Branch(m, generator));
        foreach (var (path, branch) in branches) branched[path].Branch = branch;

        Loss(prediction).backward();

        var compared = given.GetProperty("grads").EnumerateObject().Where(g => branches.ContainsKey(Module(g.Name))).ToList();
        Assert.Equal(8, compared.Count);
        foreach (var gradient in compared)
        {
            var branch = branches[Module(gradient.Name)];
            FixtureCases.Matches(gradient.Value.GetString()!, (gradient.Name.Contains("lora_A", StringComparison.Ordinal) ? branch.A : branch.B).grad!);
        }
    }

    public void Dispose() => _model.Dispose();

    private static JsonElement Given(string id) =>
        FixtureCases.Cases.GetProperty("training").GetProperty("cases").EnumerateArray().First(c => c.GetProperty("id").GetString() == id);

    private static string Module(string name) => name[..^".lora_A.weight".Length];

    private OrdinaryLora Lora() => LoraFiles.Inspect(_model.AdaptableWeights, FixtureCases.PathOf("lora/lora_peft.safetensors"))
        .Match(it => it.Lora, it => throw new InvalidAdapterException(it.Problems));

    private Tensor Loss(PredictionType prediction)
    {
        using var schedule = new NoiseSchedule(_model.Scheduler with { PredictionType = prediction });
        var (x0, noise, timesteps) = (FixtureCases.Tensor("train.x0"), FixtureCases.Tensor("train.noise"), FixtureCases.Tensor("train.timesteps"));
        var predicted = _model.UNet.forward(schedule.AddNoise(x0, noise, timesteps), timesteps, FixtureCases.Tensor("train.ctx"));
        return nn.functional.mse_loss(predicted, schedule.Target(x0, noise, timesteps));
    }

    private static BlockBranch Branch(LoraModule module, Generator generator)
    {
        var (outputs, inputs) = ((int)module.WeightShape[0], (int)module.WeightShape[1]);
        var branch = new BlockBranch(new BranchShape(module.Path, inputs, outputs, [.. Enumerable.Range(0, outputs)], module.Rank), new EraseLoss(), generator, CPU);
        using var off = no_grad();
        branch.A.copy_(tensor(module.Down, branch.A.shape));
        branch.B.copy_(tensor(module.Up, branch.B.shape));
        return branch;
    }
}
