using System.CommandLine;
using ConceptHub.BlockLora;
using ConceptHub.Catalog;
using ConceptHub.Diffusion;

namespace ConceptHub.Cli.Shell;

/// <summary>The work was done and failed, or was refused; the message is a sentence for whoever typed the command.</summary>
internal sealed class WorkFailedException(string sentence) : Exception(sentence);

/// <summary>The work could not begin: something named on the command line is missing or wrong.</summary>
internal sealed class CannotRunException(string sentence) : Exception(sentence);

/// <summary>Runs a command's work and turns its end into an exit status and, where it is not 0, one sentence on standard error.</summary>
internal static class Work
{
    public const int Done = 0, Failed = 1, CannotRun = 2;

    /// <summary>Work that blocks its thread; it gets one of its own, so that Ctrl+C is heard.</summary>
    public static void Does(this Command command, Func<ParseResult, CancellationToken, int> work) =>
        command.Does((result, cancellation) => Task.Run(() => work(result, cancellation), CancellationToken.None));

    public static void Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> work) =>
        command.SetAction((result, cancellation) => GuardedAsync(() => work(result, cancellation)));

    /// <summary>Tells something worth knowing that does not stop the work.</summary>
    public static void Warn(string sentence) => Console.Error.WriteLine($"warning: {sentence}");

    private static async Task<int> GuardedAsync(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException)
        {
            return End(Failed, "Cancelled; nothing was written.");
        }
        catch (Exception fault) when (fault is WorkFailedException or InvalidAdapterException)
        {
            return End(Failed, fault.Message);
        }
        catch (Exception fault) when (fault is CannotRunException or InvalidModelException or BackupException or IOException or UnauthorizedAccessException)
        {
            return End(CannotRun, fault.Message);
        }
        catch (ArgumentException fault) when (fault is not ArgumentNullException)
        {
            // The libraries say in these which setting they cannot take, in words for people.
            return End(CannotRun, fault.ParamName is { } name ? fault.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : fault.Message);
        }
    }

    private static int End(int status, string sentence)
    {
        Console.Error.WriteLine($"concepthub: {sentence}");
        return status;
    }
}
