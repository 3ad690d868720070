using System.CommandLine;
using ConceptHub.Catalog;
using ConceptHub.Cli.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace ConceptHub.Cli.Administration;

/// <summary><c>concepthub backup</c>: copies database, blobs and keys, also while the site runs, or looks whether such a copy is whole.</summary>
internal static class BackupCommand
{
    private static readonly Argument<string> To = new("path") { Description = "A new folder, or the name of a new .zip.", HelpName = "FOLDER|FILE" };
    private static readonly Option<bool> Verify = new("--verify") { Description = "Make no backup: read the one in FOLDER again and compare it with its manifest." };

    public static Command Create()
    {
        var command = new Command("backup", "Copy database, blobs and sign-in keys, also while the site runs. Models that were added are not in it.") { To, Verify };
        command.Does(async (result, cancellation) => result.GetValue(Verify)
            ? await VerifyAsync(result.GetRequiredValue(To), cancellation)
            : await WriteAsync(result.GetRequiredValue(To), cancellation));
        return command;
    }

    private static async Task<int> WriteAsync(string path, CancellationToken cancellation)
    {
        await using var services = CatalogAccess.OpenExisting();
        var manifest = await services.GetRequiredService<HubBackup>().WriteAsync(path, cancellation);
        Console.WriteLine($"{path}: {BackupWords.Of(manifest)}");
        return Work.Done;
    }

    private static async Task<int> VerifyAsync(string path, CancellationToken cancellation)
    {
        var manifest = BackupManifest.Read(path);
        var problems = await manifest.ProblemsAsync(path, cancellation);
        if (problems.Count > 0) throw new WorkFailedException($"The backup is not whole. {string.Join(' ', problems)}");
        Console.WriteLine($"{path} is whole: {BackupWords.Of(manifest)}");
        return Work.Done;
    }
}

/// <summary><c>concepthub restore</c>: puts a backup into the home; the site must not run.</summary>
internal static class RestoreCommand
{
    private static readonly Argument<string> From = new("path") { Description = "What 'concepthub backup' wrote.", HelpName = "FOLDER|FILE" };
    private static readonly Option<bool> Replace = new("--replace") { Description = "Also where there is a hub already; what is there is moved to data/state/replaced-…" };

    public static Command Create()
    {
        var command = new Command("restore", "Put a backup into this home. Stop the site first.") { From, Replace };
        command.Does(async (result, cancellation) =>
        {
            await using var services = CatalogAccess.Open();
            var manifest = await services.GetRequiredService<HubRestore>().RestoreAsync(result.GetRequiredValue(From), result.GetValue(Replace), cancellation);
            Console.WriteLine($"Restored to {services.GetRequiredService<HubHome>().State}: {BackupWords.Of(manifest)}");
            return Work.Done;
        });
        return command;
    }
}

internal static class BackupWords
{
    public static string Of(BackupManifest manifest) => FormattableString.Invariant($"{manifest.Files.Count} files, {manifest.Bytes / 1e6:0.0} MB, made at {manifest.MadeAt:yyyy-MM-dd HH:mm:ss} UTC.");
}
