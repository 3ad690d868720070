using System.CommandLine;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Administration;

/// <summary><c>concepthub audit</c>: whether the audit is whole, and all of it as lines of JSON.</summary>
internal static class AuditCommand
{
    private static readonly Option<string?> Holds = new("--holds") { Description = "Also look whether a hash kept from an earlier check is still there; exit status 1 when it is not.", HelpName = "HASH" };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "File to write; without it, standard output.", HelpName = "PATH" };

    public static Command Create()
    {
        var verify = new Command("verify", "Compute all hashes of the audit again. Exit status 1 names the first line that does not fit.") { Holds };
        verify.Does(VerifyAsync);
        var export = new Command("export", "Write the audit as lines of JSON, oldest first.") { Out };
        export.Does(ExportAsync);
        return new Command("audit", "The record of every privileged act, chained by hashes.") { verify, export };
    }

    private static async Task<int> VerifyAsync(ParseResult result, CancellationToken cancellation)
    {
        await using var services = CatalogAccess.OpenExisting();
        var audit = services.GetRequiredService<Audit>();
        Console.WriteLine((await audit.VerifyAsync(cancellation)).Match(
            whole => whole.Lines == 0 ? "The audit is empty." : $"The chain is whole: {whole.Lines} lines. The newest hash is {whole.Head}.",
            broken => throw new WorkFailedException($"The chain is broken at line {broken.Number}: that line or one before it was changed or taken away outside of ConceptHub.")));
        if (result.GetValue(Holds) is not { } hash) return Work.Done;
        if (!await audit.HoldsAsync(hash, cancellation)) throw new WorkFailedException($"No line has the hash {hash}: lines were cut off since it was kept, or the database is another one.");
        Console.WriteLine($"The line with the hash {hash} is there.");
        return Work.Done;
    }

    private static async Task<int> ExportAsync(ParseResult result, CancellationToken cancellation)
    {
        await using var services = CatalogAccess.OpenExisting();
        var file = result.GetValue(Out);
        await using var writer = file is null ? Console.Out : new StreamWriter(file.FullName);
        await foreach (var line in services.GetRequiredService<Audit>().ReadAsync(Actor.Operator, new AuditQuery(), cancellation)) await writer.WriteAsync(line.ToJson() + "\n");
        return Work.Done;
    }
}
