using ConceptHub.Catalog;

namespace ConceptHub.Web.Administration;

/// <summary>Checkpoints on their way from an administrator's browser to the store of models.</summary>
internal static class ModelUploads
{
    /// <summary>Largest file taken, 32 GiB: a Stable Diffusion 2 checkpoint with everything that training left in it has a third.</summary>
    public const long LargestBytes = 32L << 30;

    /// <summary>Keeps a file under a name of its own; what its sender called it is never a path here.</summary>
    /// <returns>Where it lies; whoever reads it deletes it.</returns>
    public static async Task<string> KeepAsync(HubHome home, IFormFile file, CancellationToken cancellation)
    {
        Directory.CreateDirectory(home.Uploads);
        var path = Path.Combine(home.Uploads, $"{Guid.NewGuid():N}.safetensors");
        try
        {
            await using var target = File.Create(path);
            await file.CopyToAsync(target, cancellation);
            return path;
        }
        catch
        {
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Only when a server starts: uploads that an end of the process left behind go.</summary>
    public static void RemoveHalfWritten(HubHome home)
    {
        if (Directory.Exists(home.Uploads)) Directory.Delete(home.Uploads, recursive: true);
    }
}
