using ConceptHub.Catalog;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;

namespace ConceptHub.Web.Media;

/// <summary>Files chosen in a browser, on their way through the page's connection.</summary>
internal static class BrowserUpload
{
    /// <summary>Fetches the whole file, then hands it on to be kept: a connection lost on the way leaves nothing.</summary>
    /// <returns>What went wrong, said after the file's name; null when it came whole and was handed on.</returns>
    public static async Task<string?> ReceiveAsync(IBrowserFile file, Func<UploadedFile, Task> keep)
    {
        if (file.Size > PictureUploads.MaximumBytes) return "is larger than 10 MB.";
        using var bytes = new MemoryStream();
        try
        {
            await using var content = file.OpenReadStream(PictureUploads.MaximumBytes);
            await content.CopyToAsync(bytes);
        }
        catch (Exception lost) when (lost is IOException or TimeoutException or JSException or InvalidOperationException or OperationCanceledException)
        {
            return "did not arrive whole: the connection was interrupted. Please choose it again.";
        }

        bytes.Position = 0;
        try
        {
            await keep(new UploadedFile(file.Name, bytes));
            return null;
        }
        catch (Exception fault) when (StorageFullException.IsBehind(fault))
        {
            return $"was not kept. {StorageFullException.Sentence}";
        }
    }
}
