using System.Globalization;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A concept trained elsewhere, by the product's own command line: hardly at all, but for real.</summary>
internal static class TrainedFile
{
    public static async Task<FilePayload> MakeAsync(string trigger, int number, string kind = "subject")
    {
        var pictures = Path.Combine(Directory.GetDirectories(Path.Combine(Repository.Root, "data", "seed")).Order(StringComparer.Ordinal).First(), "training");
        var file = Path.Combine(Path.GetTempPath(), $"{trigger}-{Guid.NewGuid():N}.safetensors");
        try
        {
            await CommandLine.RunAsync(null, "train", "--pictures", pictures, "--trigger", trigger, "--kind", kind, "--class", kind == "person" ? kind : "thing", "--number", number.ToString(CultureInfo.InvariantCulture), "--steps", "2", "--out", file);
            return Files.Named($"{trigger}.safetensors", await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The file of a concept that every hub has from its first start.</summary>
    public static FilePayload OfSeed(string slug) => Files.Named($"{slug}.safetensors", File.ReadAllBytes(Path.Combine(Repository.Root, "data", "seed", slug, "adapter.safetensors")));
}
