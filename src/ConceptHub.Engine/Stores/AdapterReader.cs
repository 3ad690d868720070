using ConceptHub.BlockLora;
using ConceptHub.Diffusion.Caches;

namespace ConceptHub.Engine;

/// <summary>Reads and checks the adapters of recipes.</summary>
/// <param name="cache">Of adapters that were read before, by their blobs; null keeps none.</param>
internal sealed class AdapterReader(IBlobStore blobs, BudgetedCache<ConceptAdapter>? cache = null)
{
    /// <summary>For pictures: without what only other programs need.</summary>
    /// <exception cref="JobRefusedException">The file is gone or not what it should be; says so of the concept by its name.</exception>
    public async Task<ConceptAdapter> ReadAsync(RecipeAdapter part, DeviceModel model, CancellationToken cancellation)
    {
        using var known = cache?.Find(part.AdapterBlob);
        if (known is not null) return known.Value;
        var adapter = await ReadWholeAsync(part, model, cancellation) with { StandaloneLayers = null };
        using var kept = cache?.Add(part.AdapterBlob, adapter);
        return kept?.Value ?? adapter;
    }

    /// <summary>All that the file holds; never kept.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    public async Task<ConceptAdapter> ReadWholeAsync(RecipeAdapter part, DeviceModel model, CancellationToken cancellation)
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
