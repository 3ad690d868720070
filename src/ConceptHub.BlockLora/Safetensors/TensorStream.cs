namespace ConceptHub.BlockLora;

/// <summary>Walks through the tensors of a file from front to back, whatever its size, with memory for one piece.</summary>
internal static class TensorStream
{
    // A multiple of every element's size, so that no element is cut in two.
    private const int PieceBytes = 1 << 20;

    /// <param name="stream">At the first byte of tensor data; need not seek.</param>
    /// <param name="onPiece">Called with each piece of each tensor in turn; not at all for one without elements.</param>
    /// <exception cref="InvalidSafetensorsException">The file is cut off.</exception>
    public static void Read(Stream stream, SafetensorsHeader header, Action<TensorEntry, ReadOnlyMemory<byte>> onPiece)
    {
        var buffer = new byte[Math.Min(PieceBytes, header.DataLength)];
        foreach (var tensor in header.Tensors.Values.OrderBy(it => it.Begin).ThenBy(it => it.End))
        {
            for (long left = tensor.ByteCount; left > 0;)
            {
                var piece = buffer.AsMemory(0, (int)Math.Min(left, buffer.Length));
                if (stream.ReadAtLeast(piece.Span, piece.Length, throwOnEndOfStream: false) < piece.Length)
                    throw new InvalidSafetensorsException($"Tensor '{tensor.Name}' is cut off.");
                onPiece(tensor, piece);
                left -= piece.Length;
            }
        }
    }
}
