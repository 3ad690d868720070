using ConceptHub.BlockLora;
using ConceptHub.Cli.Shell;

namespace ConceptHub.Cli.Import;

/// <summary>A textual-inversion file: one tensor [tokens, width], or [width], under whatever name its tool gave it.</summary>
internal static class EmbeddingFile
{
    private const long MostBytes = 4 << 20;

    /// <exception cref="CannotRunException">There is no such file.</exception>
    /// <exception cref="WorkFailedException">The file is something else.</exception>
    public static TokenEmbedding Read(FileInfo path)
    {
        if (!path.Exists) throw new CannotRunException($"The embedding '{path}' does not exist.");
        try
        {
            using var stream = path.OpenRead();
            var file = SafetensorsFile.Read(stream, MostBytes);
            if (file.Tensors.Values.ToList() is not [{ Shape.Count: 1 or 2, ElementCount: > 0 } tensor]) throw new WorkFailedException($"{path} is no embedding: it should hold one tensor [tokens, width].");
            return new TokenEmbedding((int)(tensor.Shape.Count == 2 ? tensor.Shape[0] : 1), (int)tensor.Shape[^1], file.ReadFloats(tensor.Name));
        }
        catch (InvalidSafetensorsException fault)
        {
            throw new WorkFailedException($"{path} is refused: {fault.Message}");
        }
    }
}
