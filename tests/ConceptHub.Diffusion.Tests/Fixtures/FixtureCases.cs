using System.Runtime.InteropServices;
using System.Text.Json;
using ConceptHub.BlockLora;
using static TorchSharp.torch;

namespace ConceptHub.Diffusion.Tests.Fixtures;

/// <summary>
/// Reference tensors computed by diffusers and transformers (tests/fixtures/README.md). The repository has all but the UNet's weights,
/// which are looked for in the folder CONCEPTHUB_FIXTURES and in shared/fixtures beside or above the repository; tests without their file are skipped.
/// </summary>
internal static class FixtureCases
{
    private static readonly string[] Roots = [.. FindRoots()];
    private static readonly Lazy<JsonElement> Json = new(() => JsonDocument.Parse(Text("cases.json").Replace("-Infinity", "null")).RootElement);   // Python writes what JSON has not
    private static readonly Lazy<SafetensorsFile> Tensors = new(() => Open("cases.safetensors"));

    public static JsonElement Cases => Json.Value;

    /// <summary>Where a file or folder of the fixtures lies, or null.</summary>
    public static string? Find(string relative) => Roots.Select(root => Path.Combine(root, relative)).FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));

    public static string PathOf(string relative)
    {
        var found = Find(relative);
        if (found is null) Assert.Skip($"The fixture {relative} is not here; set CONCEPTHUB_FIXTURES to the folder of reference fixtures.");
        return found!;
    }

    /// <summary>The tiny Stable Diffusion with all its parts. Skips the test where the UNet's weights are not at hand.</summary>
    public static StableDiffusionModel TinyModel() =>
        StableDiffusionModel.Load(Path.GetFullPath(Path.Combine(PathOf("tiny-sd/unet/diffusion_pytorch_model.safetensors"), "..", "..")));

    /// <summary>A folder with all that verification needs. Skips the test where the UNet's weights are not at hand.</summary>
    public static string WholeFolder() => Path.GetFullPath(Path.Combine(PathOf("tiny-sd/unet/diffusion_pytorch_model.safetensors"), "..", "..", ".."));

    public static string Text(string relative) => File.ReadAllText(PathOf(relative));

    public static Tensor Tensor(string name)
    {
        var entry = Tensors.Value.Tensors[name];
        return entry.Type == SafetensorsType.I64
            ? tensor(Longs(name)).reshape([.. entry.Shape])
            : tensor(Tensors.Value.ReadFloats(name)).reshape([.. entry.Shape]);
    }

    public static long[] Longs(string name) => MemoryMarshal.Cast<byte, long>(Tensors.Value.Bytes(name)).ToArray();

    /// <summary>Fails unless the largest absolute difference is within the tolerance stored with the expected tensor.</summary>
    public static void Matches(string name, Tensor got)
    {
        using var scope = NewDisposeScope();
        var tolerance = Cases.GetProperty("tensors").GetProperty(name).GetProperty("atol").GetDouble();
        var expected = Tensor(name);
        Assert.Equal(expected.shape, got.shape);
        var difference = (got.detach().to(ScalarType.Float32) - expected).abs().max().item<float>();
        Assert.True(difference <= tolerance, $"{name}: differs by {difference:g3}, allowed is {tolerance:g3}");
    }

    private static SafetensorsFile Open(string relative)
    {
        using var stream = File.OpenRead(PathOf(relative));
        return SafetensorsFile.Read(stream);
    }

    private static IEnumerable<string> FindRoots()
    {
        if (Environment.GetEnvironmentVariable("CONCEPTHUB_FIXTURES") is { Length: > 0 } given) yield return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "tests", "fixtures");
            yield return Path.Combine(folder.FullName, "shared", "fixtures");
        }
    }
}
