using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace ConceptHub.Browser.Tests;

/// <summary>A LoRA from elsewhere, made with the product's own export, and the embedding that belongs to it.</summary>
internal sealed record BroughtFiles(FilePayload Lora, FilePayload Embedding)
{
    /// <summary>Exports a seed concept, a person.</summary>
    public static async Task<BroughtFiles> ExportedAsync()
    {
        var seed = Directory.GetDirectories(Path.Combine(Repository.Root, "data", "seed")).Order(StringComparer.Ordinal).First(IsPerson);
        var folder = Directory.CreateTempSubdirectory("concepthub-export-").FullName;
        try
        {
            var start = new ProcessStartInfo("dotnet", [Repository.CommandLine, "export", Path.Combine(seed, "adapter.safetensors"), "--out", Path.Combine(folder, "lora")]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var export = Process.Start(start)!;
            var error = export.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await export.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await export.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(export.ExitCode == 0, await error);
            return new BroughtFiles(Read(Path.Combine(folder, "lora")), Read(Path.Combine(folder, "lora", "embeddings")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsPerson(string seed)
    {
        using var concept = JsonDocument.Parse(File.ReadAllText(Path.Combine(seed, "concept.json")));
        return concept.RootElement.GetProperty("kind").GetString() == "Person";
    }

    private static FilePayload Read(string folder)
    {
        var path = Assert.Single(Directory.GetFiles(folder, "*.safetensors"));
        return Files.Named(Path.GetFileName(path), File.ReadAllBytes(path));
    }
}
