using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Tests.Adapters;
using ConceptHub.Diffusion.Tests.Fixtures;
using ConceptHub.Diffusion.Weights;

namespace ConceptHub.Diffusion.Tests.FixtureTests;

/// <summary>LoRA files of every spelling in the tiny Stable Diffusion, and out of it again.</summary>
public sealed class LoraFixtureTests : IDisposable
{
    private readonly StableDiffusionModel _model = FixtureCases.TinyModel();

    public static TheoryData<string> CaseIds => ["peft", "peft_native", "kohya", "kohya_no_alpha", "kohya_conv3x3"];

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

    private string Hash() => ModuleWeights.Hash(("unet.", _model.UNet), ("text_encoder.", _model.TextEncoder));
}
