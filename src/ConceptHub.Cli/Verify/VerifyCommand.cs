using System.CommandLine;
using ConceptHub.Cli.Shell;
using ConceptHub.Diffusion.Verification;
using TorchSharp;

namespace ConceptHub.Cli.Verify;

/// <summary><c>concepthub verify</c>: the same numbers as diffusers, transformers, peft and sd-scripts.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<DirectoryInfo> Folder = new("folder") { Description = "Reference cases: cases.json, cases.safetensors, tiny-sd/, lora/ (tests/fixtures/README.md).", HelpName = "FOLDER" };
    private static readonly Option<FileInfo?> Json = Measured.JsonOption();

    public static Command Create()
    {
        var command = new Command("verify", "Compare every part of the engine with reference tensors, each within its own tolerance.") { Folder, Json };
        command.Does((result, cancellation) => Run(result, cancellation));
        return command;
    }

    private static int Run(ParseResult result, CancellationToken cancellation)
    {
        var chosen = result.GetRequiredValue(Folder);
        if (!chosen.Exists) throw new CannotRunException($"The folder '{chosen}' does not exist.");
        using var folder = FixtureFolder.Open(chosen.FullName, torch.cuda.is_available() ? torch.CUDA : torch.CPU);
        var count = FixtureVerification.CasesOf(folder).Count;
        var cases = Bars.Run("cases", count, bar =>
        {
            var done = 0;
            return FixtureVerification.Run(folder, new Inline<CaseResult>(one => bar.At(++done, one.Name)), cancellation);
        });

        var passed = cases.Count(one => one.Passed);
        var total = new Measure("verify.passed", passed, $"of {cases.Count}", cases.Count, passed == cases.Count);
        return new Measured("verify", [.. cases.Select(Told), total]).Tell(result.GetValue(Json));
    }

    private static Measure Told(CaseResult one) => new($"verify.{one.Name}", one.Difference, "difference", one.Tolerance, one.Passed, one.Problem);
}
