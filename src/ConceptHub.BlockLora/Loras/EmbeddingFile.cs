namespace ConceptHub.BlockLora;

/// <summary>A textual-inversion file: one tensor [tokens, width], or [width], under whatever name its tool gave it.</summary>
public static class EmbeddingFile
{
    /// <summary>Largest file read; an embedding has a few kilobytes.</summary>
    public const long MostBytes = 4 << 20;

    /// <param name="textWidth">Of the base model's words.</param>
    /// <exception cref="InvalidSafetensorsException">The file is something else, or for another base model.</exception>
    public static TokenEmbedding Read(Stream stream, int textWidth)
    {
        var embedding = Read(stream);
        return embedding.Width == textWidth ? embedding
            : throw new InvalidSafetensorsException($"This embedding has the width {embedding.Width}, but words of this hub's base model have {textWidth}: it was made for another one.");
    }

    /// <exception cref="InvalidSafetensorsException">The file is something else.</exception>
    public static TokenEmbedding Read(Stream stream)
    {
        var file = SafetensorsFile.Read(stream, MostBytes);
        if (file.Tensors.Values.ToList() is not [{ Shape.Count: 1 or 2, ElementCount: > 0 } tensor] || !FloatBytes.CanRead(tensor.Type))
            throw new InvalidSafetensorsException("This is no embedding: it should hold one tensor [tokens, width].");
        var values = file.ReadFloats(tensor.Name);
        if (!values.All(float.IsFinite)) throw new InvalidSafetensorsException($"Tensor '{tensor.Name}' has numbers that are not finite.");
        return new TokenEmbedding((int)(tensor.Shape.Count == 2 ? tensor.Shape[0] : 1), (int)tensor.Shape[^1], values);
    }
}
