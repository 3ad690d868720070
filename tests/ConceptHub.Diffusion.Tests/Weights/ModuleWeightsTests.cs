using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Weights;

public sealed class ModuleWeightsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("concepthub-weights-").FullName;

    private string File(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Saved_weights_load_back_bit_by_bit()
    {
        using var scope = NewDisposeScope();
        var (saved, loaded) = (nn.Linear(5, 3), nn.Linear(5, 3));

        ModuleWeights.Save(saved, File("m.safetensors"));
        ModuleWeights.Load(loaded, File("m.safetensors"));

        Assert.Equal(ModuleWeights.Hash(("x.", saved)), ModuleWeights.Hash(("x.", loaded)));
    }

    [Theory]
    [InlineData(SafetensorsType.F16, 1e-3f)]   // 11 bits of mantissa, weights below 1/2
    [InlineData(SafetensorsType.BF16, 4e-3f)]  // 8 bits
    public void Half_precision_file_loads_as_float32(SafetensorsType type, float tolerance)
    {
        using var scope = NewDisposeScope();
        var (saved, loaded) = (nn.Linear(5, 3), nn.Linear(5, 3));

        ModuleWeights.Save(saved, File("m.safetensors"), type);
        ModuleWeights.Load(loaded, File("m.safetensors"));

        Assert.Equal(ScalarType.Float32, loaded.weight!.dtype);
        Assert.True((saved.weight! - loaded.weight!).abs().max().item<float>() < tolerance);
    }

    [Fact]
    public void All_that_does_not_fit_is_named_at_once_and_nothing_changes()
    {
        using var scope = NewDisposeScope();
        ModuleWeights.Save(nn.Sequential(("a", nn.Linear(5, 3)), ("b", nn.Linear(2, 2, hasBias: false))), File("m.safetensors"));
        var other = nn.Sequential(("a", nn.Linear(4, 3)), ("c", nn.Linear(2, 2, hasBias: false)));
        var before = ModuleWeights.Hash(("", other));

        var fault = Assert.Throws<InvalidModelException>(() => ModuleWeights.Load(other, File("m.safetensors")));

        Assert.Contains("a.weight: expected [3, 4], file has [3, 5]", fault.Message);
        Assert.Contains("missing: c.weight", fault.Message);
        Assert.Contains("unexpected: b.weight", fault.Message);
        Assert.Equal(before, ModuleWeights.Hash(("", other)));
    }

    [Fact]
    public void Missing_file_is_named()
    {
        using var scope = NewDisposeScope();

        var fault = Assert.Throws<InvalidModelException>(() => ModuleWeights.Load(nn.Linear(1, 1), File("none.safetensors")));

        Assert.Contains("none.safetensors", fault.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
