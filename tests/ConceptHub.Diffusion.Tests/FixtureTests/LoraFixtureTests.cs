using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Tests.Adapters;
using ConceptHub.Diffusion.Tests.Fixtures;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.FixtureTests;

/// <summary>LoRA files of every spelling, applied to the tiny Stable Diffusion, against what their own libraries compute.</summary>
public sealed class LoraFixtureTests : IDisposable
{
    private readonly StableDiffusionModel _model = FixtureCases.TinyModel();

    public static TheoryData<string> CaseIds => ["peft", "peft_native", "kohya", "kohya_no_alpha", "kohya_conv3x3"];

    [Theory]
    [MemberData(nameof(CaseIds))]
    public void Applied_lora_gives_the_reference_outputs(string id)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (cases, given) = (FixtureCases.Cases.GetProperty("lora"), Case(id));

        _model.Merge.Apply([Part(id, 1, (float)cases.GetProperty("scale").GetDouble())]);

        FixtureCases.Matches(given.GetProperty("unet").GetString()!, UNetOutput());
        if (given.TryGetProperty("te", out var text)) FixtureCases.Matches(text.GetString()!, _model.TextEncoder.forward(FixtureCases.Tensor("lora.ids"), null));
    }

    [Fact]
    public void Removed_loras_leave_no_trace_after_a_random_walk_with_concepts()
    {
        var before = Hash();
        var random = new Random(3);
        var parts = CaseIds.Select((id, i) => (MergePart)Part(id.Data, i + 1, 1))
            .Concat(Enumerable.Range(0, 4).Select(i => new RecipePart(new Guid(100 + i, 0, 0, new byte[8]), RandomAdapters.For(_model, 16 * i + i, $"c{i}"), 1))).ToList();
        for (var walk = 0; walk < 25; walk++)
            _model.Merge.Apply([.. parts.Where(_ => random.Next(2) == 0).Select(p => p with { Strength = random.NextSingle() * 2 })]);
        _model.Merge.Apply([parts[1], parts[6], parts[2]]);
        var after = Hash();

        _model.Merge.Clear();
        var cleared = Hash();
        _model.Merge.Apply([parts[2], parts[1], parts[6]]);

        Assert.Equal(before, cleared);
        Assert.NotEqual(before, after);
        Assert.Equal(after, Hash());   // depends on the parts, not on their order or the way there
    }

    [Fact]
    public void Concepts_stay_bit_for_bit_when_a_lora_beside_them_goes()
    {
        var concepts = Enumerable.Range(0, 3).Select(i => new RecipePart(new Guid(100 + i, 0, 0, new byte[8]), RandomAdapters.For(_model, i, $"c{i}"), 0.8f)).ToList();
        _model.Merge.Apply(concepts);
        var alone = Hash();

        _model.Merge.Apply([.. concepts, Part("kohya", 1, 0.7f)]);
        _model.Merge.Apply(concepts);

        Assert.Equal(alone, Hash());
    }

    public void Dispose() => _model.Dispose();

    private static System.Text.Json.JsonElement Case(string id) =>
        FixtureCases.Cases.GetProperty("lora").GetProperty("cases").EnumerateArray().First(c => c.GetProperty("id").GetString() == id);

    private LoraPart Part(string id, int number, float strength)
    {
        var reading = LoraFiles.Inspect(_model.AdaptableWeights, FixtureCases.PathOf(Case(id).GetProperty("file").GetString()!));
        return new LoraPart(new Guid(number, 0, 0, new byte[8]), reading.Match(it => it.Lora, it => throw new InvalidAdapterException(it.Problems)), strength);
    }

    private Tensor UNetOutput() =>
        _model.UNet.forward(FixtureCases.Tensor("lora.sample"), FixtureCases.Tensor("lora.timestep"), FixtureCases.Tensor("lora.ctx"));

    private string Hash() => ModuleWeights.Hash(("unet.", _model.UNet), ("text_encoder.", _model.TextEncoder));
}
