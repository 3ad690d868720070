using System.Diagnostics;

namespace ConceptHub.Cli.Tests;

/// <param name="Status">Exit status.</param>
public sealed record Ended(int Status, string Output, string Error);

/// <summary>The built program, run as a process in a folder of its own.</summary>
public sealed class Concepthub : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "concepthub.dll");

    /// <summary>Where the program runs; removed afterwards.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("concepthub-cli-").FullName;

    /// <summary><c>CONCEPTHUB_HOME</c>; null leaves the program to find its home.</summary>
    public string? Home { get; init; }

    public string this[string file] => Path.Combine(Folder, file);

    public async Task<Ended> RunAsync(params string[] arguments)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment.Remove("CONCEPTHUB_HOME");
        if (Home is not null) start.Environment["CONCEPTHUB_HOME"] = Home;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return new Ended(process.ExitCode, await output, await error);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
