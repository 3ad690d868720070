using System.CommandLine;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Administration;

/// <summary><c>concepthub check</c>: whether database and files know of each other, and with <c>--mend</c> what the site does about it every few hours.</summary>
internal static class CheckCommand
{
    private static readonly Option<bool> Mend = new("--mend") { Description = "Remove rows whose files are gone and files that nothing refers to, and take concepts without their file out of the catalog." };

    public static Command Create()
    {
        var command = new Command("check", "Look for rows without files and, with --mend, put right what differs. Exit status 1 when files are missing.") { Mend };
        command.Does(async (result, cancellation) =>
        {
            await using var services = CatalogAccess.OpenExisting();
            var missing = services.GetRequiredService<MissingFiles>();
            var mends = result.GetValue(Mend);
            var found = mends ? await missing.MendAsync(cancellation) : await missing.FindAsync(cancellation);
            Console.WriteLine(found.IsEmpty
                ? "Every row has its file."
                : $"Files are missing of {found.Pictures} pictures, {found.Shown} pictures of concepts, {found.Work} pictures of work in progress and {found.Settlings} settlings{(found.Concepts.Count > 0 ? $", and of these concepts: {string.Join(", ", found.Concepts)}" : "")}.");
            if (mends) Console.WriteLine($"{(found.IsEmpty ? "" : "Their rows are removed; those concepts left the catalog. ")}{await services.GetRequiredService<BlobSweep>().RunAsync(cancellation)} files that nothing referred to are removed.");
            return found.IsEmpty || mends ? Work.Done : Work.Failed;
        });
        return command;
    }
}
