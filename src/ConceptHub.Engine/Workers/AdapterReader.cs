using ConceptHub.BlockLora;

namespace ConceptHub.Engine;

/// <summary>Fetches the adapter of a recipe's concept and reads it for the device's model.</summary>
internal static class AdapterReader
{
    /// <exception cref="JobRefusedException">The file is gone, or does not fit this model.</exception>
    public static async Task<ConceptAdapter> ReadAsync(IBlobStore blobs, RecipeAdapter part, DeviceModel model, CancellationToken cancellation)
    {
        try
        {
            await using var file = await blobs.OpenReadAsync(part.AdapterBlob, cancellation);
            return ConceptAdapterFile.Read(file, model.Plan, model.Codebook);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new JobRefusedException(FailureCode.MissingFile, $"The concept \"{part.Name}\" was deleted meanwhile. Take it out of the recipe.", gone);
        }
        catch (InvalidAdapterException bad)
        {
            throw new JobRefusedException(FailureCode.BadAdapter, $"The concept \"{part.Name}\" cannot be used here: {bad.Message}", bad);
        }
    }
}
