using System.Diagnostics;

namespace ConceptHub.Browser.Tests;

/// <summary>The product's own command line, as an operator uses it beside the site.</summary>
internal static class CommandLine
{
    /// <param name="home">The home of the site that is meant; null for the project's own.</param>
    /// <param name="arguments">What is typed after the program's name.</param>
    public static async Task RunAsync(string? home, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.CommandLine, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (home is not null) start.Environment["CONCEPTHUB_HOME"] = home;
        using var program = Process.Start(start)!;
        var error = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(program.ExitCode == 0, await error);
    }
}
