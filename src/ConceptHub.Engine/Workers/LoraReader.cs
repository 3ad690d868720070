using ConceptHub.BlockLora;

namespace ConceptHub.Engine;

/// <summary>Fetches the files of a brought LoRA and reads them for the device's model.</summary>
internal sealed class LoraReader(IBlobStore blobs)
{
    /// <exception cref="JobRefusedException">A file is gone, or does not fit this model.</exception>
    public async Task<LoadedLora> ReadAsync(RequestedLora lora, LoraFit fit, CancellationToken cancellation)
    {
        try
        {
            await using var file = await blobs.OpenReadAsync(lora.Blob, cancellation);
            return new LoadedLora(LoraFile.Read(file, fit.Targets), await EmbeddingAsync(lora.EmbeddingBlob, fit, cancellation), lora.Words);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new JobRefusedException(FailureCode.MissingFile, "The LoRA's file is gone. Bring it again.", gone);
        }
        catch (Exception bad) when (bad is InvalidAdapterException or InvalidSafetensorsException)
        {
            throw new JobRefusedException(FailureCode.BadAdapter, $"The LoRA cannot be used here: {bad.Message}", bad);
        }
    }

    private async Task<TokenEmbedding?> EmbeddingAsync(string? blob, LoraFit fit, CancellationToken cancellation)
    {
        if (blob is null) return null;
        await using var file = await blobs.OpenReadAsync(blob, cancellation);
        return EmbeddingFile.Read(file, fit.TextWidth);
    }
}
