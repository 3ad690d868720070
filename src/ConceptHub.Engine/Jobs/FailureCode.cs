using System.Runtime.InteropServices;
using ConceptHub.BlockLora;

namespace ConceptHub.Engine;

/// <summary>Stable names of what can go wrong with a job.</summary>
public static class FailureCode
{
    public const string BadPrompt = "bad-prompt";
    public const string BadSettings = "bad-settings";
    public const string BadAdapter = "bad-adapter";
    public const string BadPicture = "bad-picture";
    public const string MissingFile = "missing-file";
    public const string WrongModel = "wrong-model";
    public const string DiskFull = "disk-full";
    public const string OutOfMemory = "out-of-memory";
    public const string Diverged = "diverged";
    public const string DeviceFault = "device-fault";

    // ENOSPC and EDQUOT on Linux, EDQUOT on macOS, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.
    private static readonly int[] FullDisk = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    /// <summary>Turns what stopped a job into a code and a sentence for the member.</summary>
    public static JobEvent.Failed From(JobTicket ticket, Exception exception)
    {
        var (code, sentence) = exception switch
        {
            JobRefusedException refused => (refused.Code, refused.Message),
            InvalidAdapterException adapter => (BadAdapter, adapter.Message),
            _ when Chain(exception).Any(e => e is IOException && FullDisk.Contains(e.HResult)) =>
                (DiskFull, "The server's disk is full, so the result could not be stored. Nothing was lost; please try again later."),
            FileNotFoundException or DirectoryNotFoundException =>
                (MissingFile, "A file that this job needs is gone; perhaps a concept was deleted meanwhile."),
            _ when Chain(exception).Any(IsOutOfMemory) => (OutOfMemory, "The device ran out of memory. Choose a smaller picture or fewer concepts."),
            _ => (DeviceFault, "The device stumbled over this job. Trying again often helps; the operator finds the cause in the log."),
        };
        return new JobEvent.Failed(ticket, code, sentence, exception.ToString());
    }

    // libtorch says it in words only, through ExternalException.
    private static bool IsOutOfMemory(Exception exception) =>
        exception is OutOfMemoryException || (exception is ExternalException && exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (Exception? link = exception; link is not null; link = link.InnerException) yield return link;
    }
}

/// <summary>A job that cannot be done as asked. The message is for the member.</summary>
public sealed class JobRefusedException(string code, string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>Out of <see cref="FailureCode"/>.</summary>
    public string Code { get; } = code;
}
