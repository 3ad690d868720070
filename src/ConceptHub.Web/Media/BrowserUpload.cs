using ConceptHub.Catalog;
using ConceptHub.Web.Shell;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace ConceptHub.Web.Media;

/// <summary>How large a file may be.</summary>
/// <param name="Told">Called with the share that arrived, 0 to 1, now and then.</param>
internal sealed record UploadRoom(long LargestBytes, Func<double, Task>? Told = null);

/// <summary>Files chosen in a browser, on their way through the page's connection.</summary>
internal static class BrowserUpload
{
    private const int BufferBytes = 128 * 1024, ToldEvery = 1_000_000;

    /// <summary>A picture; else as the other.</summary>
    public static Task<string?> ReceiveAsync(IBrowserFile file, Func<UploadedFile, Task> keep) => ReceiveAsync(file, new UploadRoom(PictureUploads.MaximumBytes), keep);

    /// <summary>Fetches the whole file, then hands it on to be kept: a connection lost on the way leaves nothing.</summary>
    /// <returns>What went wrong, said after the file's name; null when it came whole and was handed on.</returns>
    public static async Task<string?> ReceiveAsync(IBrowserFile file, UploadRoom room, Func<UploadedFile, Task> keep)
    {
        if (file.Size > room.LargestBytes) return MediaTexts.TooLarge.With(room.LargestBytes / 1_000_000);
        try
        {
            await using var bytes = Place(file.Size);
            if (!await ArrivedAsync(file, room, bytes)) return MediaTexts.NotWhole;
            bytes.Position = 0;
            await keep(new UploadedFile(file.Name, bytes));
            return null;
        }
        catch (Exception fault) when (StorageFullException.IsBehind(fault))
        {
            return MediaTexts.NotKept.With(StorageFullException.Sentence);
        }
    }

    // Pictures wait in memory; what is larger, in a file that goes with its stream.
    private static Stream Place(long size) => size <= PictureUploads.MaximumBytes ? new MemoryStream() : TemporaryFile.Create();

    private static async Task<bool> ArrivedAsync(IBrowserFile file, UploadRoom room, Stream bytes)
    {
        try
        {
            await using var content = file.OpenReadStream(room.LargestBytes);
            var buffer = new byte[BufferBytes];
            long told = 0;
            for (int read; (read = await content.ReadAsync(buffer)) > 0;)
            {
                await bytes.WriteAsync(buffer.AsMemory(0, read));
                if (room.Told is null || bytes.Length - told < ToldEvery) continue;
                told = bytes.Length;
                await room.Told((double)told / file.Size);
            }

            return true;
        }
        catch (Exception lost) when (lost is IOException or TimeoutException or JSException or InvalidOperationException or OperationCanceledException
            && !StorageFullException.IsBehind(lost))
        {
            return false;
        }
    }
}
