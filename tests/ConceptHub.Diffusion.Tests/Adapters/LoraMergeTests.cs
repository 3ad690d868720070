using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Adapters;
using ConceptHub.Diffusion.Weights;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Adapters;

/// <summary>Ordinary LoRAs and concepts in one model.</summary>
public sealed class LoraMergeTests : IDisposable
{
    private readonly TinyModel _tiny = new();
    private readonly List<MergePart> _parts;   // three LoRAs, then five concepts, of which two share blocks

    public LoraMergeTests() => _parts =
    [
        .. Enumerable.Range(1, 3).Select(i => new LoraPart(new Guid(i, 0, 0, new byte[8]), RandomLoras.For(_tiny.Model, i), 0.7f)),
        .. new[] { 0, 1, 2, 33, 33 }.Select((number, i) => new RecipePart(new Guid(10 + i, 0, 0, new byte[8]), RandomAdapters.For(_tiny.Model, number, $"c{i}"), 0.8f)),
    ];

    [Fact]
    public void Lora_changes_each_weight_by_its_product()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var lora = ((LoraPart)_parts[0]).Lora;
        var before = lora.Modules.Select(m => _tiny.Model.AdaptableWeights.ByPath[m.Path].clone()).ToList();

        _tiny.Model.Merge.Apply([_parts[0]]);

        Assert.Contains(lora.Modules, m => m.Path.StartsWith("text_encoder.", StringComparison.Ordinal));
        Assert.Contains(lora.Modules, m => m.WeightShape is [_, _, 3, 3]);
        foreach (var (module, pristine) in lora.Modules.Zip(before))
        {
            var product = tensor(module.Up, [module.WeightShape[0], 2]).mm(tensor(module.Down, [2, module.Down.Length / 2])) * (0.5f * 0.7f);
            var found = _tiny.Model.AdaptableWeights.ByPath[module.Path] - pristine;
            Assert.True(allclose(found, product.reshape(found.shape), atol: 1e-6), module.Path);   // fp32: one rounding of W + delta
        }
    }

    [Fact]
    public void Taking_all_out_after_a_random_walk_restores_every_bit()
    {
        var before = Hash();
        var random = new Random(3);
        for (var walk = 0; walk < 40; walk++)
            _tiny.Model.Merge.Apply([.. _parts.Where(_ => random.Next(2) == 0).Select(p => p with { Strength = random.NextSingle() * 2 })]);

        _tiny.Model.Merge.Clear();

        Assert.Equal(before, Hash());
    }

    [Fact]
    public void Weights_depend_on_the_parts_and_not_on_the_way_there()
    {
        _tiny.Model.Merge.Apply([_parts[1], _parts[3], _parts[6], _parts[7]]);
        var direct = Hash();

        _tiny.Model.Merge.Clear();
        _tiny.Model.Merge.Apply([_parts[3], _parts[4]]);
        _tiny.Model.Merge.Apply(_parts);
        _tiny.Model.Merge.Apply([_parts[7], _parts[6], _parts[1] with { Strength = 2 }, _parts[3]]);
        _tiny.Model.Merge.Apply([_parts[7], _parts[6], _parts[1], _parts[3]]);

        Assert.Equal(direct, Hash());
    }

    [Fact]
    public void Concepts_stay_bit_for_bit_when_a_lora_beside_them_goes()
    {
        _tiny.Model.Merge.Apply([.. _parts.Skip(3)]);
        var alone = Hash();

        _tiny.Model.Merge.Apply(_parts);
        _tiny.Model.Merge.Apply([.. _parts.Skip(3)]);

        Assert.Equal(alone, Hash());
    }

    [Fact]
    public void Lora_of_another_model_is_refused_and_changes_nothing()
    {
        var before = Hash();
        var foreign = new LoraPart(Guid.NewGuid(), new OrdinaryLora { Modules = [new LoraModule("unet.conv_in", 1, [7, 4, 3, 3], new float[36], new float[7], 1)] }, 1);

        var refusal = Assert.Throws<ArgumentException>(() => _tiny.Model.Merge.Apply([_parts[0], foreign]));

        Assert.Contains("unet.conv_in [7, 4, 3, 3], which this base model does not have", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, Hash());
    }

    public void Dispose() => _tiny.Dispose();

    private string Hash() => ModuleWeights.Hash(("unet.", _tiny.Model.UNet), ("text_encoder.", _tiny.Model.TextEncoder));
}
