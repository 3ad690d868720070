using ConceptHub.BlockLora.Tests.Safetensors;

namespace ConceptHub.BlockLora.Tests.Adapters;

/// <summary>Good adapter files with one thing changed, and what the reader says about them.</summary>
internal static class AlteredFile
{
    public static IReadOnlyList<AdapterRefusal> Problems(byte[] file, BlockPlan plan, Codebook codebook) =>
        ConceptAdapterFile.Inspect(new MemoryStream(file), plan, codebook).Match(accepted => [], refused => refused.Problems);

    public static IReadOnlyList<AdapterRefusal> Reshaped(string name, long[] shape)
    {
        var data = new byte[shape.Aggregate(4L, (product, size) => product * size)];
        return Changed(tensors: all => Replace(all, name, t => t with { Shape = shape, Data = data }));
    }

    public static void Replace(List<SafetensorsTensor> all, string name, Func<SafetensorsTensor, SafetensorsTensor> change)
    {
        var index = all.FindIndex(t => t.Name == name);
        all[index] = change(all[index]);
    }

    /// <summary>Takes a good file apart, changes it, puts it together again with a correct header, and reads it.</summary>
    public static IReadOnlyList<AdapterRefusal> Changed(Action<Dictionary<string, string>>? metadata = null, Action<List<SafetensorsTensor>>? tensors = null)
    {
        var file = RawFile.Read(Small.File(Small.Adapter()));
        var texts = file.Metadata.ToDictionary();
        var all = file.Tensors.Values.Select(t => new SafetensorsTensor(t.Name, t.Type, t.Shape, file.Bytes(t.Name).ToArray())).ToList();
        metadata?.Invoke(texts);
        tensors?.Invoke(all);
        var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, all, texts);
        return Problems(stream.ToArray(), Small.Plan(), Small.Codebook);
    }
}
