using Microsoft.Data.Sqlite;

namespace ConceptHub.Catalog;

/// <summary>The disk has no room left. The message is for the member.</summary>
public sealed class StorageFullException(Exception inner) : IOException(Sentence, inner)
{
    /// <summary>What members are told.</summary>
    public const string Sentence = "The server's disk is full, so this could not be stored. Nothing was lost; please try again later.";

    private const int SqliteFull = 13; // SQLITE_FULL

    /// <summary>Whether a full disk is behind a fault, of the file system or of the database.</summary>
    public static bool IsBehind(Exception fault)
    {
        for (Exception? link = fault; link is not null; link = link.InnerException)
            if (link is StorageFullException or SqliteException { SqliteErrorCode: SqliteFull } || (link is IOException exception && IsFull(exception))) return true;
        return false;
    }

    /// <summary>ENOSPC and EDQUOT on Linux, EDQUOT on macOS, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.</summary>
    internal static bool IsFull(IOException exception) =>
        exception is not StorageFullException && exception.HResult is 28 or 122 or 69 or unchecked((int)0x80070070) or unchecked((int)0x80070027);
}
