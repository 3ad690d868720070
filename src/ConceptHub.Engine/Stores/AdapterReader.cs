using ConceptHub.BlockLora;

namespace ConceptHub.Engine;

/// <summary>Reads and checks the adapters of recipes, and keeps those read lately. For one reader at a time.</summary>
/// <param name="cacheBytes">Memory for adapters that were read before; 0 keeps none.</param>
internal sealed class AdapterReader(IBlobStore blobs, long cacheBytes)
{
    private readonly BlobCache<ConceptAdapter> _cache = new("adapters", cacheBytes, BytesOf);

    /// <summary>For pictures: without what only other programs need.</summary>
    /// <exception cref="JobRefusedException">The file is gone or not what it should be; says so of the concept by its name.</exception>
    public async Task<ConceptAdapter> ReadAsync(RecipeAdapter part, DeviceModel model, CancellationToken cancellation)
    {
        if (_cache.TryGet(part.AdapterBlob, out var known)) return known;
        var adapter = await ReadWholeAsync(part, model, cancellation) with { StandaloneLayers = null };
        _cache.Add(part.AdapterBlob, adapter);
        return adapter;
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

    /// <summary>Memory of the numbers; names and metadata are small beside them.</summary>
    public static long BytesOf(ConceptAdapter adapter) =>
        sizeof(float) * (adapter.TokenEmbedding.Values.LongLength + (adapter.ContextWords?.Values.LongLength ?? 0) + adapter.Layers.Sum(layer => layer.A.LongLength + layer.B.LongLength));
}
