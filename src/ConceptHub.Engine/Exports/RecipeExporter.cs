using System.IO.Compression;
using ConceptHub.BlockLora;

namespace ConceptHub.Engine;

/// <summary>Writes a recipe of the hub as a zip archive with its receipt. One at a time; the device is not asked, so pictures go on.</summary>
public sealed class RecipeExporter(DeviceThread device, IBlobStore blobs) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly AdapterReader _adapters = new(blobs);

    /// <param name="archive">Need not seek; stays open. What is in it after a fault is of no use.</param>
    /// <exception cref="JobRefusedException">A concept's file is gone or of another model, or the recipe cannot be written so; for the member.</exception>
    public async Task WriteAsync(ExportRequest request, Stream archive, CancellationToken cancellation)
    {
        var model = (await device.Device).Model;
        if (request.BaseModelHash != model.Hash) throw new JobRefusedException(FailureCode.WrongModel, "The base model was replaced since this was asked for. Please ask again.");
        await _turn.WaitAsync(cancellation);
        try
        {
            var concepts = new List<ExportedConcept>(request.Parts.Count);
            foreach (var part in request.Parts) concepts.Add(await ConceptAsync(part, model, cancellation));
            await Task.Run(() => Write(request, model, concepts, archive, cancellation), cancellation);
        }
        catch (ArgumentException refused) when (refused is not ArgumentNullException)
        {
            throw new JobRefusedException(FailureCode.BadSettings, TorchDevice.Sentence(refused), refused);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<ExportedConcept> ConceptAsync(ExportPart part, DeviceModel model, CancellationToken cancellation)
    {
        var adapter = await _adapters.ReadWholeAsync(part.Adapter, model, cancellation);
        return new ExportedConcept(adapter, part.Adapter.Strength, part.Adapter.Name, part.Adapter.AdapterBlob, part.Version, part.Licence, part.Author) { Id = part.Adapter.ConceptId };
    }

    private static void Write(ExportRequest request, DeviceModel model, IReadOnlyList<ExportedConcept> concepts, Stream target, CancellationToken cancellation)
    {
        var recipe = new ExportedRecipe
        {
            Format = request.Format,
            Plan = model.Plan,
            Codebook = model.Codebook,
            Source = model.Source,
            Concepts = concepts,
            Title = request.Title,
            FileName = request.FileName,
            Date = request.Date,
        };
        using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        var receipt = recipe.Receipt() with { Recipe = request.Recipe, ExportedBy = request.ExportedBy, Terms = request.Terms };
        ExportFile.WriteAll(recipe.Files(cancellation), receipt, path => Create(archive, path, request.Date));
    }

    // Weights are as good as random and do not get smaller.
    private static Stream Create(ZipArchive archive, string path, DateTimeOffset date)
    {
        var entry = archive.CreateEntry(path, path.EndsWith(".safetensors", StringComparison.Ordinal) ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
        entry.LastWriteTime = date;
        return entry.Open();
    }
}
