namespace ConceptHub.Catalog;

/// <summary>The disk has no room left. The message is for the member.</summary>
public sealed class StorageFullException(IOException inner)
    : IOException("The server's disk is full, so this could not be stored. Nothing was lost; please try again later.", inner)
{
    /// <summary>ENOSPC and EDQUOT on Linux, EDQUOT on macOS, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.</summary>
    internal static bool IsFull(IOException exception) =>
        exception is not StorageFullException && exception.HResult is 28 or 122 or 69 or unchecked((int)0x80070070) or unchecked((int)0x80070027);
}
